/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* streams.exe STATUS ARG...: its input to stdout, its arguments to stderr, a line each; exits with STATUS. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	int c;

	_setmode(0, _O_BINARY);
	_setmode(1, _O_BINARY);
	_setmode(2, _O_BINARY);
	while ((c = getchar()) != EOF)
		putchar(c);
	for (int i = 2; i < argc; i++)
		fprintf(stderr, "%s\n", argv[i]);
	return argc > 1 ? (int)strtoul(argv[1], NULL, 0) : 0;
}
