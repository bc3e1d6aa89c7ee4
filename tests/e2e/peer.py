#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A talking peer for packet tests, IPv4 and IPv6.

peer.py serve tcp|udp PORT NAME     answers every client with "NAME saw CLIENT-ADDRESS", until killed
peer.py ask tcp|udp ADDRESS PORT    prints the answer; exit status 1 when none comes within 2 seconds
"""
import socket
import sys

verb, proto = sys.argv[1:3]
kind = socket.SOCK_STREAM if proto == "tcp" else socket.SOCK_DGRAM


def shown(address):
    return address[0].removeprefix("::ffff:")


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
else:
    address, port = sys.argv[3], int(sys.argv[4])
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    s.settimeout(2)
    try:
        s.connect((address, port))
        if proto == "udp":
            s.send(b"?")
        print(s.recv(2048).decode().strip())
    except OSError as e:
        print(f"no answer: {e}")
        sys.exit(1)
