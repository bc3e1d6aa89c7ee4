#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packets as large as they can be, and the errors about them.

bulk.py serve PORT                      gives every TCP client back, in the end, as much as it sent, until killed
bulk.py send ADDRESS PORT [SOURCE]      sends such a server 200,000 bytes: prints how many came back, or why none
bulk.py mtu ADDRESS PORT                sends datagrams of 1,400 bytes that may not be fragmented: prints the MTU of the path when it is
                                        known to be less, or that nobody said so within 2 seconds
bulk.py forge ADDRESS                   sends an ICMP error, "port unreachable", about a datagram that ADDRESS never sent
"""
import socket
import struct
import sys
import time

BYTES = 200_000
IP_MTU_DISCOVER, IP_PMTUDISC_DO, IP_MTU, IPV6_MTU_DISCOVER, IPV6_MTU = 10, 2, 14, 23, 24

verb, where = sys.argv[1:3]
family = socket.AF_INET6 if ":" in where else socket.AF_INET


def taken(s):
    n = 0
    while data := s.recv(65536):
        n += len(data)
    return n


def serve():
    with socket.create_server(("::", int(where)), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64) as server:
        print("ready", flush=True)
        while True:
            client, _ = server.accept()
            with client:
                try:
                    client.settimeout(5)
                    client.sendall(bytes(taken(client)))
                except OSError:
                    pass


def send(port, source=None):
    try:
        with socket.create_connection((where, port), 5, (source, 0) if source else None) as s:
            s.sendall(bytes(BYTES))
            s.shutdown(socket.SHUT_WR)
            return taken(s)
    except OSError as e:
        return f"no answer: {e}"


def mtu(port):
    level = socket.IPPROTO_IPV6 if family == socket.AF_INET6 else socket.IPPROTO_IP
    how, what = (IPV6_MTU_DISCOVER, IPV6_MTU) if family == socket.AF_INET6 else (IP_MTU_DISCOVER, IP_MTU)
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        s.setsockopt(level, how, IP_PMTUDISC_DO)
        s.connect((where, port))
        first, end = s.getsockopt(level, what), time.monotonic() + 2
        while time.monotonic() < end:
            try:
                s.send(bytes(1400))
            except OSError:
                pass
            if s.getsockopt(level, what) != first:
                return s.getsockopt(level, what)
            time.sleep(0.05)
        return f"no less than {first}"


def forge():
    kind = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
    with socket.socket(family, socket.SOCK_RAW, kind) as s:
        s.connect((where, 0))
        own, theirs = (socket.inet_pton(family, a) for a in (s.getsockname()[0], where))
        datagram = struct.pack("!HHHH", 5555, 6666, 8, 0)
        if family == socket.AF_INET:
            inner = struct.pack("!BBHHHBBH", 0x45, 0, 28, 1, 0, 64, socket.IPPROTO_UDP, 0) + theirs + own + datagram
            error = struct.pack("!BBHI", 3, 3, 0, 0) + inner
            total = sum(struct.unpack(f"!{len(error) // 2}H", error))
            while total >> 16:
                total = (total & 0xFFFF) + (total >> 16)
            error = error[:2] + struct.pack("!H", ~total & 0xFFFF) + error[4:]
        else:  # the kernel adds the checksum
            inner = struct.pack("!IHBB", 6 << 28, 8, socket.IPPROTO_UDP, 64) + theirs + own + datagram
            error = struct.pack("!BBHI", 1, 4, 0, 0) + inner
        try:
            s.send(error)
        except PermissionError:  # a filter of the sender's own host
            pass


if verb == "serve":
    serve()
elif verb == "send":
    print(send(int(sys.argv[3]), *sys.argv[4:]))
elif verb == "mtu":
    print(mtu(int(sys.argv[3])))
else:
    forge()
