#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A talking peer for packet tests, IPv4 and IPv6.

peer.py serve tcp|udp PORT NAME     answers every client with "NAME saw CLIENT-ADDRESS", until killed
peer.py ask tcp|udp ADDRESS PORT    prints the answer; exit status 1 when none comes within 2 seconds
peer.py asks tcp|udp ADDRESS PORT N [SOURCE...]   asks N times, from one source address after the other: prints the different
                                    answers, sorted, in one line
peer.py poll ADDRESS PORT N         asks a UDP server N times through one socket, a line of standard input each: prints the answers
peer.py echo PORT                   gives every TCP client back what it sends
peer.py talk ADDRESS PORT           sends such a server something every 0.1 seconds for 2 seconds: prints "done", or "cut" when no
                                    answer comes
peer.py heard ADDRESS PORT SECONDS  prints "heard" when a datagram comes to the address in that time
peer.py send ADDRESS PORT           sends it one
"""
import socket
import sys
import threading
import time


def echo(client):
    try:
        while data := client.recv(64):
            client.sendall(data)
    except ConnectionError:
        pass


def talk(address):
    with socket.create_connection(address, timeout=10) as c:
        c.settimeout(1)
        for _ in range(20):
            try:
                c.sendall(b"still there?")
                if not c.recv(64):
                    return "cut"
            except OSError:
                return "cut"
            time.sleep(0.1)
    return "done"


verb, proto = sys.argv[1:3]
if verb == "echo":
    server = socket.create_server(("", int(proto)))
    while True:
        c, _ = server.accept()
        threading.Thread(target=echo, args=(c,), daemon=True).start()
if verb in ("heard", "send"):
    s = socket.socket(socket.AF_INET6 if ":" in proto else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if verb == "send":
            s.sendto(b"?", (proto, int(sys.argv[3])))
            sys.exit()
        s.settimeout(float(sys.argv[4]))
        s.bind((proto, int(sys.argv[3])))
        s.recv(64)
        print("heard")
    except OSError as e:
        print(f"nothing: {e}")
    sys.exit()
if verb == "talk":
    print(talk((proto, int(sys.argv[3]))))
    sys.exit()
if verb == "poll":
    s = socket.socket(socket.AF_INET6 if ":" in proto else socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(1)
    s.connect((proto, int(sys.argv[3])))
    for _ in range(int(sys.argv[4])):
        sys.stdin.readline()
        try:
            s.send(b"?")
            print(s.recv(2048).decode().split()[0], flush=True)
        except OSError:
            print("nobody", flush=True)
    sys.exit()
kind = socket.SOCK_STREAM if proto == "tcp" else socket.SOCK_DGRAM


def shown(address):
    return address[0].removeprefix("::ffff:")




def ask(address, port, source=None):
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    s.settimeout(2)
    try:
        if source:
            s.bind((source, 0))
        s.connect((address, port))
        if proto == "udp":
            s.send(b"?")
        return True, s.recv(2048).decode().strip()
    except OSError as e:
        return False, f"no answer: {e}"
    finally:
        s.close()


if verb == "serve":
    port, name = int(sys.argv[3]), sys.argv[4]
    s = socket.socket(socket.AF_INET6, kind)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("::", port))
    if proto == "tcp":
        s.listen(64)
    print("ready", flush=True)
    while True:
        if proto == "tcp":
            c, address = s.accept()
            c.sendall(f"{name} saw {shown(address)}\n".encode())
            c.close()
        else:
            _, address = s.recvfrom(2048)
            s.sendto(f"{name} saw {shown(address)}\n".encode(), address)
elif verb == "asks":
    sources = sys.argv[6:] or [None]
    answers = {ask(sys.argv[3], int(sys.argv[4]), sources[i % len(sources)])[1] for i in range(int(sys.argv[5]))}
    print(",".join(sorted(answers)))
else:
    answered, text = ask(sys.argv[3], int(sys.argv[4]))
    print(text)
    sys.exit(0 if answered else 1)
