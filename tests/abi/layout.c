/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sizes, offsets and values of the Windows SDK's header, which programs have compiled in.  Never linked: headers.sh
 * compiles it in every way a client may.
 */
#include <computenetwork.h>

#define FACT(fact) HCN_ASSERT_TYPE(fact)

#define ENTRY(member, offset) FACT(offsetof(HCN_PORT_RANGE_ENTRY, member) == (offset))

FACT(sizeof(BOOL) == 4);
FACT(sizeof(USHORT) == 2);
FACT(sizeof(LONG) == 4);
FACT(sizeof(ULONG) == 4);
FACT(sizeof(DWORD) == 4);
FACT(sizeof(HRESULT) == 4);
FACT((HRESULT)-1 < 0 && (DWORD)-1 > 0);
FACT(sizeof(WCHAR) == 2);
FACT(sizeof(HANDLE) == sizeof(void *));
FACT(sizeof(HCN_NETWORK) == sizeof(void *));

FACT(sizeof(GUID) == 16);
FACT(offsetof(GUID, Data2) == 4);
FACT(offsetof(GUID, Data3) == 6);
FACT(offsetof(GUID, Data4) == 8);

FACT(sizeof(HCN_PORT_RANGE_RESERVATION) == 4);
FACT(offsetof(HCN_PORT_RANGE_RESERVATION, endingPort) == 2);
FACT(sizeof(HCN_PORT_RANGE_ENTRY) == 64);
ENTRY(OwningPartitionId, 0);
ENTRY(TargetPartitionId, 16);
ENTRY(Protocol, 32);
ENTRY(Priority, 40);
ENTRY(ReservationType, 48);
ENTRY(SharingFlags, 52);
ENTRY(DeliveryMode, 56);
ENTRY(StartingPort, 60);
ENTRY(EndingPort, 62);

FACT(sizeof(HCN_PORT_PROTOCOL) == 4);
FACT(HCN_PORT_PROTOCOL_TCP == 1 && HCN_PORT_PROTOCOL_UDP == 2 && HCN_PORT_PROTOCOL_BOTH == 3);
FACT(HCN_PORT_ACCESS_EXCLUSIVE == 1 && HCN_PORT_ACCESS_SHARED == 2);

FACT(sizeof(HCN_NOTIFICATIONS) == 4);
FACT(HcnNotificationNetworkPreCreate == 1);
FACT(HcnNotificationNetworkCreate == 2);
FACT(HcnNotificationNetworkPreDelete == 3);
FACT(HcnNotificationNetworkDelete == 4);
FACT(HcnNotificationNamespaceCreate == 5);
FACT(HcnNotificationNamespaceDelete == 6);
FACT(HcnNotificationGuestNetworkServiceCreate == 7);
FACT(HcnNotificationGuestNetworkServiceDelete == 8);
FACT(HcnNotificationNetworkEndpointAttached == 9);
FACT(HcnNotificationNetworkEndpointDetached == 0x10);
FACT(HcnNotificationGuestNetworkServiceStateChanged == 0x11);
FACT(HcnNotificationGuestNetworkServiceInterfaceStateChanged == 0x12);
FACT(HcnNotificationServiceDisconnect == 0x01000000);
FACT((DWORD)HcnNotificationFlagsReserved == 0xF0000000u);

/* Literals have the type of WCHAR. */
#if __SIZEOF_WCHAR_T__ == 2
extern const WCHAR hcn_test_literal[];
const WCHAR hcn_test_literal[] = L"wide";
#else
extern const WCHAR hcn_test_literal[];
const WCHAR hcn_test_literal[] = u"wide";
#endif
