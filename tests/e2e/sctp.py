# SPDX-License-Identifier: LGPL-2.1-or-later
"""SCTP over raw sockets (RFC 9260), for kernels without it: whole associations, as connection tracking wants to see them, and one
message from the server to the client."""
import os
import select
import socket
import struct
import time

DATA, INIT, INIT_ACK, COOKIE_ECHO, COOKIE_ACK = 0, 1, 2, 10, 11
WHOLE_MESSAGE = 3  # the flags of DATA that begin and end one
STATE_COOKIE = 7

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def item(head, value):
    """A chunk or parameter: its first two bytes, its length, its value, padded."""
    return head + struct.pack("!H", 4 + len(value)) + value + bytes(-len(value) % 4)


def chunk(kind, value=b"", flags=0):
    return item(bytes([kind, flags]), value)


def packet(source, destination, tag, *chunks):
    head, body = struct.pack("!HH", source, destination) + tag, b"".join(chunks)
    return head + struct.pack("<I", crc32c(head + bytes(4) + body)) + body


def init(kind, tag, *parameters):
    return chunk(kind, tag + struct.pack("!IHHI", 65536, 1, 1, 1) + b"".join(parameters))


def chunks_of(body):
    chunks = {}
    while len(body) >= 4:
        length = max(4, struct.unpack("!H", body[2:4])[0])
        chunks[body[0]] = body[4:length]
        body = body[length + -length % 4:]
    return chunks


def received(s):
    """What came to a raw socket: from whom, its two ports, its chunks by their kinds; None: it is damaged."""
    data, address = s.recvfrom(65535)
    if s.family == socket.AF_INET:
        data = data[(data[0] & 15) * 4:]
    if data[8:12] != struct.pack("<I", crc32c(data[:8] + bytes(4) + data[12:])):
        return None
    return address[0], struct.unpack("!HH", data[:4]), chunks_of(data[12:])


def raw(family):
    return socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_SCTP)


def answer(chunks, name, client):
    """The tag and chunks that a server answers with. It keeps nothing of a client: the client's tag is the cookie."""
    if INIT in chunks:
        theirs = chunks[INIT][:4]
        return theirs, [init(INIT_ACK, os.urandom(4), item(struct.pack("!H", STATE_COOKIE), theirs))]
    if COOKIE_ECHO in chunks:
        text = f"{name} saw {client}\n".encode()
        return chunks[COOKIE_ECHO], [chunk(COOKIE_ACK), chunk(DATA, struct.pack("!IHHI", 1, 0, 0, 0) + text, WHOLE_MESSAGE)]
    return None


def serve(port, name):
    """Answers each association with "NAME saw CLIENT-ADDRESS", until killed."""
    both = [raw(socket.AF_INET), raw(socket.AF_INET6)]
    print("ready", flush=True)
    while True:
        for s in select.select(both, [], [])[0]:
            came = received(s)
            if came and came[1][1] == port and (reply := answer(came[2], name, came[0])):
                s.sendto(packet(port, came[1][0], reply[0], *reply[1]), (came[0], 0))


def ask(address, port, wait):
    """The server's message; OSError when none comes within so many seconds."""
    own, tag, end = 32768 + os.getpid() % 16384, os.urandom(4), time.monotonic() + wait
    with raw(socket.AF_INET6 if ":" in address else socket.AF_INET) as s:
        s.connect((address, 0))
        s.send(packet(own, port, bytes(4), init(INIT, tag)))
        while (left := end - time.monotonic()) > 0:
            s.settimeout(left)
            came = received(s)
            if not came or came[1] != (port, own):
                continue
            if INIT_ACK in came[2]:
                initiation = came[2][INIT_ACK]
                s.send(packet(own, port, initiation[:4], chunk(COOKIE_ECHO, initiation[20:24])))
            elif DATA in came[2]:
                return came[2][DATA][12:].decode().strip()
    raise TimeoutError("timed out")
