/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The HRESULTs that HCN functions return: system-wide ones, and those of the service (facility 0x3b).
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnhresult
 */
#ifndef HCN_HRESULT_H
#define HCN_HRESULT_H

#include <hcn/types.h>

/* clang-format off */
#ifndef S_OK
#define S_OK           ((HRESULT)0x00000000)
#define S_FALSE        ((HRESULT)0x00000001)
#define E_NOTIMPL      ((HRESULT)0x80004001)
#define E_POINTER      ((HRESULT)0x80004003)
#define E_ABORT        ((HRESULT)0x80004004)
#define E_FAIL         ((HRESULT)0x80004005)
#define E_UNEXPECTED   ((HRESULT)0x8000ffff)
#define E_ACCESSDENIED ((HRESULT)0x80070005)
#define E_HANDLE       ((HRESULT)0x80070006)
#define E_OUTOFMEMORY  ((HRESULT)0x8007000e)
#define E_INVALIDARG   ((HRESULT)0x80070057)
#endif

/* Win32 errors, of namespaces, load balancers and routes: HRESULT_FROM_WIN32(ERROR_NOT_FOUND). */
#ifndef ERROR_NOT_FOUND
#define ERROR_ALREADY_EXISTS 183L
#define ERROR_NOT_FOUND      1168L
#endif
#ifndef HRESULT_FROM_WIN32
#define HRESULT_FROM_WIN32(error)                                                                  \
	((HRESULT)((error) ? ((uint32_t)(error)&0xffffu) | 0x80070000u : 0u))
#endif

#define HCN_E_NETWORK_NOT_FOUND                   ((HRESULT)0x803b0001)
#define HCN_E_ENDPOINT_NOT_FOUND                  ((HRESULT)0x803b0002)
#define HCN_E_LAYER_NOT_FOUND                     ((HRESULT)0x803b0003)
#define HCN_E_SWITCH_NOT_FOUND                    ((HRESULT)0x803b0004)
#define HCN_E_SUBNET_NOT_FOUND                    ((HRESULT)0x803b0005)
#define HCN_E_ADAPTER_NOT_FOUND                   ((HRESULT)0x803b0006)
#define HCN_E_PORT_NOT_FOUND                      ((HRESULT)0x803b0007)
#define HCN_E_POLICY_NOT_FOUND                    ((HRESULT)0x803b0008)
#define HCN_E_VFP_PORTSETTING_NOT_FOUND           ((HRESULT)0x803b0009)
#define HCN_E_INVALID_NETWORK                     ((HRESULT)0x803b000a)
#define HCN_E_INVALID_NETWORK_TYPE                ((HRESULT)0x803b000b)
#define HCN_E_INVALID_ENDPOINT                    ((HRESULT)0x803b000c)
#define HCN_E_INVALID_POLICY                      ((HRESULT)0x803b000d)
#define HCN_E_INVALID_POLICY_TYPE                 ((HRESULT)0x803b000e)
#define HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION   ((HRESULT)0x803b000f)
#define HCN_E_NETWORK_ALREADY_EXISTS              ((HRESULT)0x803b0010)
#define HCN_E_LAYER_ALREADY_EXISTS                ((HRESULT)0x803b0011)
#define HCN_E_POLICY_ALREADY_EXISTS               ((HRESULT)0x803b0012)
#define HCN_E_PORT_ALREADY_EXISTS                 ((HRESULT)0x803b0013)
#define HCN_E_ENDPOINT_ALREADY_ATTACHED           ((HRESULT)0x803b0014)
#define HCN_E_REQUEST_UNSUPPORTED                 ((HRESULT)0x803b0015)
#define HCN_E_MAPPING_NOT_SUPPORTED               ((HRESULT)0x803b0016)
#define HCN_E_DEGRADED_OPERATION                  ((HRESULT)0x803b0017)
#define HCN_E_SHARED_SWITCH_MODIFICATION          ((HRESULT)0x803b0018)
#define HCN_E_GUID_CONVERSION_FAILURE             ((HRESULT)0x803b0019)
#define HCN_E_REGKEY_FAILURE                      ((HRESULT)0x803b001a)
#define HCN_E_INVALID_JSON                        ((HRESULT)0x803b001b)
#define HCN_E_INVALID_JSON_REFERENCE              ((HRESULT)0x803b001c)
#define HCN_E_ENDPOINT_SHARING_DISABLED           ((HRESULT)0x803b001d)
#define HCN_E_INVALID_IP                          ((HRESULT)0x803b001e)
#define HCN_E_SWITCH_EXTENSION_NOT_FOUND          ((HRESULT)0x803b001f)
#define HCN_E_MANAGER_STOPPED                     ((HRESULT)0x803b0020)
#define GCN_E_MODULE_NOT_FOUND                    ((HRESULT)0x803b0021)
#define GCN_E_NO_REQUEST_HANDLERS                 ((HRESULT)0x803b0022)
#define GCN_E_REQUEST_UNSUPPORTED                 ((HRESULT)0x803b0023)
#define GCN_E_RUNTIMEKEYS_FAILED                  ((HRESULT)0x803b0024)
#define GCN_E_NETADAPTER_TIMEOUT                  ((HRESULT)0x803b0025)
#define GCN_E_NETADAPTER_NOT_FOUND                ((HRESULT)0x803b0026)
#define GCN_E_NETCOMPARTMENT_NOT_FOUND            ((HRESULT)0x803b0027)
#define GCN_E_NETINTERFACE_NOT_FOUND              ((HRESULT)0x803b0028)
#define GCN_E_DEFAULTNAMESPACE_EXISTS             ((HRESULT)0x803b0029)
#define HCN_E_ICS_DISABLED                        ((HRESULT)0x803b002a)
#define HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS   ((HRESULT)0x803b002b)
#define HCN_E_ENTITY_HAS_REFERENCES               ((HRESULT)0x803b002c)
#define HCN_E_INVALID_INTERNAL_PORT               ((HRESULT)0x803b002d)
#define HCN_E_NAMESPACE_ATTACH_FAILED             ((HRESULT)0x803b002e)
#define HCN_E_ADDR_INVALID_OR_RESERVED            ((HRESULT)0x803b002f)
#define HCN_E_INVALID_PREFIX                      ((HRESULT)0x803b0030)
#define HCN_E_OBJECT_USED_AFTER_UNLOAD            ((HRESULT)0x803b0031)
#define HCN_E_INVALID_SUBNET                      ((HRESULT)0x803b0032)
#define HCN_E_INVALID_IP_SUBNET                   ((HRESULT)0x803b0033)
#define HCN_E_ENDPOINT_NOT_ATTACHED               ((HRESULT)0x803b0034)
#define HCN_E_ENDPOINT_NOT_LOCAL                  ((HRESULT)0x803b0035)
#define HCN_E_INTERFACEPARAMETERS_ALREADY_APPLIED ((HRESULT)0x803b0036)
#define HCN_E_VFP_NOT_ALLOWED                     ((HRESULT)0x803b0037)
/* clang-format on */

#endif
