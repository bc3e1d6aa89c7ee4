/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* computenetwork.dll being loaded.  It stays: the library below it has threads and a context for as long as the process lives. */
#include "callback.h"
#include "win.h"

WINE_ABI int32_t DllMain(void *instance, uint32_t reason, void *reserved)
{
	if (reason == DLL_PROCESS_ATTACH) {
		(void)LdrAddRefDll(LDR_ADDREF_DLL_PIN, instance);
		wine_callback_init();
	}
	return 1;
}
