/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs of hcn-peer (main.c) have in common. */
#ifndef HCN_TESTS_PEER_H
#define HCN_TESTS_PEER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit statuses. */
enum {
	PEER_DONE = 0,
	PEER_NO_ANSWER = 1, /* what was printed says why */
	PEER_USAGE = 2,
	PEER_BROKEN = 3, /* what must work did not: stderr says what */
};

struct peer_options {
	const char *from; /* the source address; NULL: the kernel's choice */
	const char *at;   /* what servers listen on; NULL: all addresses */
	size_t size;      /* of what is sent, in bytes; 0: the verb's own */
	unsigned count;
	int wait_ms;     /* for an answer that may not come */
	bool fresh_port; /* none that the sandbox has come from */
};

extern struct peer_options peer_options;

/* Prints what failed, with errno, and leaves with PEER_BROKEN. */
_Noreturn void peer_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A number up to @max; leaves with PEER_USAGE if @text is none. */
unsigned long peer_number(const char *text, unsigned long max);

/* --- sockets.c: addresses, deadlines ------------------------------------------------------------------- */

union peer_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct peer_text {
	char text[INET6_ADDRSTRLEN];
};

/* Leaves with PEER_USAGE if the text is no address. */
union peer_address peer_address(const char *text, const char *port);
socklen_t peer_address_len(const union peer_address *address);

/* IPv4 of a socket of IPv6 is shown as IPv4. */
struct peer_text peer_address_text(const union peer_address *address);

int64_t peer_now_ms(void);

/* False: the time is over.  A negative time has no end. */
bool peer_wait(int fd, short events, int timeout_ms);

/* Bound to peer_options.from if there is one. */
int peer_socket(int family, int type, int protocol);

/* A socket of both families, bound to peer_options.at and that port; of a stream, it listens. */
int peer_listen(int type, int protocol, const char *port);

/* Blocking sockets, but a deadline.  0 or -errno. */
int peer_connect(int fd, const union peer_address *address, int timeout_ms);
ssize_t peer_receive(int fd, void *data, size_t size, int timeout_ms);
bool peer_send_all(int fd, const void *data, size_t size);

/* --- job.c: what goes on in the background --------------------------------------------------------------- */

/* The rest of the program goes on in the background; who started it is told that it has begun, by @first_line (NULL: by its end). */
void peer_detach(const char *first_line);

struct peer_job {
	char path[108];
	int listener;
	int asker; /* who waits for peer_job_answer() */
};

enum peer_event { PEER_TIME_OVER, PEER_READABLE, PEER_TOLD };

/* Before peer_detach(), so that it can be told at once. */
struct peer_job peer_job_open(const char *name);

/* PEER_TOLD: somebody waits for an answer; peer_options.wait_ms is theirs. */
enum peer_event peer_job_wait(struct peer_job *job, int fd, int timeout_ms);
void peer_job_answer(struct peer_job *job, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* --- the verbs: arguments after the verb; the exit status ------------------------------------------------- */

typedef int peer_verb_fn(char **args, int n);

peer_verb_fn peer_tell;                                              /* job.c */
peer_verb_fn peer_serve, peer_echo, peer_stream, peer_sink;          /* serve.c */
peer_verb_fn peer_ask, peer_asks, peer_poll, peer_again;             /* ask.c */
peer_verb_fn peer_talk, peer_drink;                                  /* talk.c */
peer_verb_fn peer_transfer, peer_upload;                             /* transfer.c */
peer_verb_fn peer_send, peer_hear, peer_count, peer_flood, peer_mtu; /* datagrams.c */
peer_verb_fn peer_frame, peer_packet, peer_see;                      /* frame.c */

/* --- sctp.c: by hand, for kernels without it ------------------------------------------------------------ */

bool sctp_is_missing(void);

/* Goes on until killed. */
_Noreturn void sctp_serve(const char *port, const char *name);

/* The server's message, or -errno. */
int sctp_ask(const union peer_address *server, int timeout_ms, char *ret, size_t size);

#endif
