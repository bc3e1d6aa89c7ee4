/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The example as C++, where REFGUID is a reference. */
#include "../../examples/nat-network.c"
