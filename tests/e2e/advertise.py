# SPDX-License-Identifier: LGPL-2.1-or-later
"""advertise.py DEV neighbour|router SOURCE TARGET: an unsolicited advertisement to all nodes, from DEV's own MAC address."""
import socket
import struct
import sys

dev, kind, source, target = sys.argv[1:]
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((dev, 0x86DD))
mac = s.getsockname()[4]
address = lambda text: socket.inet_pton(socket.AF_INET6, text)
if kind == "neighbour":  # RFC 4861 4.4, with the override flag and the target's link-layer address
    body = struct.pack("!BBHI", 136, 0, 0, 1 << 29) + address(target) + b"\x02\x01" + mac
else:  # 4.2, with a lifetime of 1800 s and the source's link-layer address
    body = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + b"\x01\x01" + mac
all_nodes = address("ff02::1")
pseudo = address(source) + all_nodes + struct.pack("!II", len(body), 58)
total = sum(struct.unpack("!%dH" % ((len(pseudo) + len(body)) // 2), pseudo + body))
while total >> 16:
    total = (total & 0xFFFF) + (total >> 16)
body = body[:2] + struct.pack("!H", ~total & 0xFFFF) + body[4:]
header = struct.pack("!IHBB", 6 << 28, len(body), 58, 255) + address(source) + all_nodes
s.send(bytes.fromhex("333300000001") + mac + b"\x86\xdd" + header + body)
