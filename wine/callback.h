/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notifications for Windows programs: the library's registrations, on threads that Windows made, calling back in the
 * calling convention of Windows.  Everything else is as computenetwork.h says.
 */
#ifndef HCN_WINE_CALLBACK_H
#define HCN_WINE_CALLBACK_H

#include <computenetwork.h>

/* The parameters' types are the library's; a callback is really a WINE_ABI function. */
HRESULT wine_HcnRegisterServiceCallback(
	HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret);
HRESULT wine_HcnRegisterNetworkCallback(
	HCN_NETWORK network, HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret);
HRESULT wine_HcnRegisterGuestNetworkServiceCallback(HCN_GUESTNETWORKSERVICE service,
	HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret);
HRESULT wine_HcnUnregisterServiceCallback(HCN_CALLBACK handle);
HRESULT wine_HcnUnregisterNetworkCallback(HCN_CALLBACK handle);
HRESULT wine_HcnUnregisterGuestNetworkServiceCallback(HCN_CALLBACK handle);

/* Once, when the DLL is loaded. */
void wine_callback_init(void);

#endif
