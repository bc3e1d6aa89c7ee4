#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A talking peer for packet tests, IPv4 and IPv6.

peer.py serve tcp|udp|sctp PORT NAME   answers every client with "NAME saw CLIENT-ADDRESS", until killed; by UDP as long as the question
peer.py serve proxy PORT NAME       the same by TCP with "NAME got ADDRESS PORT from CLIENT-ADDRESS": where the client wanted to go
peer.py ask tcp|udp|sctp ADDRESS PORT [SIZE]   prints the answer; exit status 1 when none comes within 2 seconds; a UDP question of
                                    so many bytes
peer.py asks tcp|udp ADDRESS PORT N [SOURCE...]   asks N times, from one source address after the other: prints the different
                                    answers, sorted, in one line
peer.py poll ADDRESS PORT N         asks a UDP server N times through one socket, a line of standard input each: prints the answers
peer.py echo PORT                   gives every TCP client back what it sends
peer.py stream PORT                 sends every TCP client something every 0.01 seconds
peer.py drink ADDRESS PORT FILE     reads that: prints "there" with the first of it; when FILE is there: prints "done" if it goes on, or
                                    "cut"
peer.py flood ADDRESS PORT          sends datagrams to it, as many as go, until killed
peer.py count PORT                  prints a line, then, when standard input ends, how many datagrams came to it (some, if many)
peer.py talk ADDRESS PORT FILE      sends such a server something: prints "there" when it has answered; again every 0.1 seconds, and when
                                    FILE is there: prints "done", or "cut" when no answer comes
peer.py heard ADDRESS PORT SECONDS  prints "heard SOURCE" when a datagram comes to the address in that time
peer.py send ADDRESS PORT [SOURCE]  sends it one
PEER_UID, if it is set, is the user who does it; PEER_WAIT another number of seconds than 2; PEER_AT the address that a server
listens on, instead of all; with PEER_FRESH each question comes from a port that none of the sandbox has come from.
"""
import os
import socket
import struct
import sys
import threading
import time

import sctp


def echo(client):
    try:
        while data := client.recv(64):
            client.sendall(data)
    except ConnectionError:
        pass


def exchange(c):
    try:
        c.sendall(b"still there?")
        return bool(c.recv(64))
    except OSError:
        return False


def stream(connection):
    try:
        while True:
            connection.send(b"?")
            time.sleep(0.01)
    except OSError:
        pass


def drink(address, file):
    with socket.create_connection(address, 2) as s:
        s.recv(64)
        print("there", flush=True)
        while not os.path.exists(file):
            time.sleep(0.05)
        s.settimeout(1)
        end = time.monotonic() + 1  # what has been on its way
        try:
            while time.monotonic() < end:
                if not s.recv(65536):
                    return "cut"
        except OSError:
            return "cut"
        return "done"


def talk(address, enough):
    with socket.create_connection(address, timeout=10) as c:
        c.settimeout(3)
        print("there" if exchange(c) else "nobody", flush=True)
        while not os.path.exists(enough):
            time.sleep(0.1)
            if not exchange(c):
                return "cut"
        return "done" if exchange(c) else "cut"


verb, proto = sys.argv[1:3]
if uid := os.environ.get("PEER_UID"):
    os.setuid(int(uid))
if verb in ("echo", "stream"):
    at = os.environ.get("PEER_AT", "::")
    server = socket.create_server((at if ":" in at else "::ffff:" + at, int(proto)), family=socket.AF_INET6, dualstack_ipv6=True)
    while True:
        c, _ = server.accept()
        threading.Thread(target=globals()[verb], args=(c,), daemon=True).start()
if verb in ("heard", "send"):
    s = socket.socket(socket.AF_INET6 if ":" in proto else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if verb == "send":
            if sys.argv[4:]:
                s.bind((sys.argv[4], 0))
            s.sendto(b"?", (proto, int(sys.argv[3])))
            sys.exit()
        s.settimeout(float(sys.argv[4]))
        s.bind((proto, int(sys.argv[3])))
        print("heard", s.recvfrom(64)[1][0])
    except OSError as e:
        print(f"nothing: {e}")
    sys.exit()
if verb == "drink":
    print(drink((proto, int(sys.argv[3])), sys.argv[4]))
    sys.exit()
if verb == "talk":
    print(talk((proto, int(sys.argv[3])), sys.argv[4]))
    sys.exit()
if verb == "flood":
    s = socket.socket(socket.AF_INET6 if ":" in proto else socket.AF_INET, socket.SOCK_DGRAM)
    while True:
        s.sendto(b"?", (proto, int(sys.argv[3])))
if verb == "count":
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.bind(("::", int(proto)))
    print("ready", flush=True)
    sys.stdin.read()
    s.setblocking(False)
    n = 0
    try:
        while s.recv(64):
            n += 1
    except BlockingIOError:
        print(n)
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
kind = socket.SOCK_DGRAM if proto == "udp" else socket.SOCK_STREAM
number = 0
if proto == "sctp":
    try:
        number = socket.IPPROTO_SCTP
        socket.socket(socket.AF_INET6, kind, number).close()
    except OSError:  # this kernel has none
        number = None


def shown(address):
    return address[0].removeprefix("::ffff:")


def wanted(connection, address):
    SO_ORIGINAL_DST = 80
    if address[0].startswith("::ffff:"):
        port, packed = struct.unpack("!2xH4s8x", connection.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
        return f"{socket.inet_ntop(socket.AF_INET, packed)} {port}"
    port, packed = struct.unpack("!2xH4x16s4x", connection.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28))
    return f"{socket.inet_ntop(socket.AF_INET6, packed)} {port}"


WAIT = float(os.environ.get("PEER_WAIT", 2))


FRESH = "PEER_FRESH" in os.environ


def fresh_port():
    with open("/run/peer.ports", "a") as f:
        f.write(".")
        return 20000 + f.tell()


def ask_by_socket(address, port, source, size):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind, number) as s:
        s.settimeout(WAIT)
        if source or FRESH:
            s.bind((source or "", fresh_port() if FRESH else 0))
        s.connect((address, port))
        if proto == "udp":
            s.send(b"?" * size)
        return s.recv(65535).decode().strip()


def ask(address, port, source=None, size=1):
    try:
        return True, sctp.ask(address, port, WAIT) if number is None else ask_by_socket(address, port, source, size)
    except OSError as e:
        return False, f"no answer: {e}"


if verb == "serve":
    port, name = int(sys.argv[3]), sys.argv[4]
    if number is None:
        sctp.serve(port, name)
    s = socket.socket(socket.AF_INET6, kind, number)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    at = os.environ.get("PEER_AT", "::")
    s.bind((at if ":" in at else "::ffff:" + at, port))
    if proto != "udp":
        s.listen(64)
    print("ready", flush=True)
    while True:
        if proto != "udp":
            c, address = s.accept()
            if proto == "proxy":
                c.sendall(f"{name} got {wanted(c, address)} from {shown(address)}\n".encode())
            else:
                c.sendall(f"{name} saw {shown(address)}\n".encode())
            c.close()
        else:
            question, address = s.recvfrom(65535)
            s.sendto(f"{name} saw {shown(address)}\n".encode().ljust(len(question)), address)
elif verb == "asks":
    sources = sys.argv[6:] or [None]
    answers = {ask(sys.argv[3], int(sys.argv[4]), sources[i % len(sources)])[1] for i in range(int(sys.argv[5]))}
    print(",".join(sorted(answers)))
else:
    answered, text = ask(sys.argv[3], int(sys.argv[4]), size=int((sys.argv + [1])[5]))
    print(text)
    sys.exit(0 if answered else 1)
