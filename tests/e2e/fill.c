/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fill NETWORK N: creates N endpoints on the network, attached to the host's own namespace. */
#include <stdio.h>
#include <stdlib.h>

#include <hcn.h>

int main(int argc, char **argv)
{
	struct hcn_error err;
	struct hcn *hcn;

	if (argc != 3 || hcn_open(NULL, &hcn, &err))
		return 2;
	for (int i = atoi(argv[2]); i > 0; i--) {
		char text[256];

		snprintf(text, sizeof(text),
			"{\"HostComputeNetwork\":\"%s\",\"HostComputeNamespace\":\"910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC\"}",
			argv[1]);
		if (hcn_create(hcn, HCN_KIND_ENDPOINT, NULL, text, NULL, NULL, &err)) {
			fprintf(stderr, "%d left: %s (%s)\n", i, err.text, err.kernel);
			return 1;
		}
	}
	hcn_close(hcn);
	return 0;
}
