/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* older LAYOUT: the store says that the nftables tables in use are of that layout. */
#include <stdlib.h>

#include <hcn.h>

#include "older.h"

int main(int argc, char **argv)
{
	struct hcn *hcn;
	int r;

	if (argc != 2 || hcn_open(NULL, &hcn, NULL))
		return 2;
	r = older_store(hcn, (unsigned)atoi(argv[1]));
	hcn_close(hcn);
	return r != 0;
}
