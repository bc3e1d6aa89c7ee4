/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What went wrong: the error object of the native API (hcn.h), and the HRESULT values of both APIs.
 *
 * HCN_E_* follow
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnhresult
 */
#ifndef HCN_ERROR_H
#define HCN_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sizes of the texts in struct hcn_error, the terminating NUL included.  Longer texts are cut
 * between two UTF-8 characters. */
#define HCN_ERROR_TEXT_SIZE    512
#define HCN_ERROR_POINTER_SIZE 256
#define HCN_ERROR_VALUE_SIZE   160
#define HCN_ERROR_HINT_SIZE    256

/*
 * Filled by a failing call; empty after one that worked.  Needs no initialisation and owns nothing: it may live
 * on the stack and be copied.  Every text is NUL-terminated UTF-8, "" when unknown.
 */
struct hcn_error {
	uint32_t hresult;                     /* the value the Windows function would return */
	int32_t status;                       /* > 0: enum hcn_status; < 0: -errno */
	int32_t os_errno;                     /* errno of the system call that refused, or 0 */
	bool dirty;                           /* the undo failed too: hcn_recover() */
	char text[HCN_ERROR_TEXT_SIZE];       /* for people, without the Windows text */
	char pointer[HCN_ERROR_POINTER_SIZE]; /* RFC 6901 pointer into the caller's document */
	char value[HCN_ERROR_VALUE_SIZE];     /* the culprit as the caller wrote it */
	char expected[HCN_ERROR_VALUE_SIZE];  /* what would have been accepted */
	char conflict_id[40];                 /* the object in the way: GUID text */
	char conflict_name[HCN_ERROR_VALUE_SIZE];
	char kernel[HCN_ERROR_VALUE_SIZE]; /* extended acknowledgement text of the kernel */
	char hint[HCN_ERROR_HINT_SIZE];    /* what the caller can do about it */
};

/*
 * Why a call failed: the low half of the documented HCN_E_* values, and, from 0x100, the system-wide
 * HRESULTs that HCN functions return too.  0 is success.
 */
enum hcn_status {
	HCN_OK = 0,
	HCN_NETWORK_NOT_FOUND = 0x01,
	HCN_ENDPOINT_NOT_FOUND = 0x02,
	HCN_LAYER_NOT_FOUND = 0x03,
	HCN_SWITCH_NOT_FOUND = 0x04,
	HCN_SUBNET_NOT_FOUND = 0x05,
	HCN_ADAPTER_NOT_FOUND = 0x06,
	HCN_PORT_NOT_FOUND = 0x07,
	HCN_POLICY_NOT_FOUND = 0x08,
	HCN_VFP_PORTSETTING_NOT_FOUND = 0x09,
	HCN_INVALID_NETWORK = 0x0a,
	HCN_INVALID_NETWORK_TYPE = 0x0b,
	HCN_INVALID_ENDPOINT = 0x0c,
	HCN_INVALID_POLICY = 0x0d,
	HCN_INVALID_POLICY_TYPE = 0x0e,
	HCN_INVALID_REMOTE_ENDPOINT_OPERATION = 0x0f,
	HCN_NETWORK_ALREADY_EXISTS = 0x10,
	HCN_LAYER_ALREADY_EXISTS = 0x11,
	HCN_POLICY_ALREADY_EXISTS = 0x12,
	HCN_PORT_ALREADY_EXISTS = 0x13,
	HCN_ENDPOINT_ALREADY_ATTACHED = 0x14,
	HCN_REQUEST_UNSUPPORTED = 0x15,
	HCN_MAPPING_NOT_SUPPORTED = 0x16,
	HCN_DEGRADED_OPERATION = 0x17,
	HCN_SHARED_SWITCH_MODIFICATION = 0x18,
	HCN_GUID_CONVERSION_FAILURE = 0x19,
	HCN_REGKEY_FAILURE = 0x1a,
	HCN_INVALID_JSON = 0x1b,
	HCN_INVALID_JSON_REFERENCE = 0x1c,
	HCN_ENDPOINT_SHARING_DISABLED = 0x1d,
	HCN_INVALID_IP = 0x1e,
	HCN_SWITCH_EXTENSION_NOT_FOUND = 0x1f,
	HCN_MANAGER_STOPPED = 0x20,
	HCN_GCN_MODULE_NOT_FOUND = 0x21,
	HCN_GCN_NO_REQUEST_HANDLERS = 0x22,
	HCN_GCN_REQUEST_UNSUPPORTED = 0x23,
	HCN_GCN_RUNTIMEKEYS_FAILED = 0x24,
	HCN_GCN_NETADAPTER_TIMEOUT = 0x25,
	HCN_GCN_NETADAPTER_NOT_FOUND = 0x26,
	HCN_GCN_NETCOMPARTMENT_NOT_FOUND = 0x27,
	HCN_GCN_NETINTERFACE_NOT_FOUND = 0x28,
	HCN_GCN_DEFAULTNAMESPACE_EXISTS = 0x29,
	HCN_ICS_DISABLED = 0x2a,
	HCN_ENDPOINT_NAMESPACE_ALREADY_EXISTS = 0x2b,
	HCN_ENTITY_HAS_REFERENCES = 0x2c,
	HCN_INVALID_INTERNAL_PORT = 0x2d,
	HCN_NAMESPACE_ATTACH_FAILED = 0x2e,
	HCN_ADDR_INVALID_OR_RESERVED = 0x2f,
	HCN_INVALID_PREFIX = 0x30,
	HCN_OBJECT_USED_AFTER_UNLOAD = 0x31,
	HCN_INVALID_SUBNET = 0x32,
	HCN_INVALID_IP_SUBNET = 0x33,
	HCN_ENDPOINT_NOT_ATTACHED = 0x34,
	HCN_ENDPOINT_NOT_LOCAL = 0x35,
	HCN_INTERFACEPARAMETERS_ALREADY_APPLIED = 0x36,
	HCN_VFP_NOT_ALLOWED = 0x37,

	HCN_INVALID_ARGUMENT = 0x100,  /* E_INVALIDARG              0x80070057 */
	HCN_NOT_IMPLEMENTED = 0x101,   /* E_NOTIMPL                 0x80004001 */
	HCN_ELEMENT_NOT_FOUND = 0x102, /* ERROR_NOT_FOUND           0x80070490 */
	HCN_ALREADY_EXISTS = 0x103,    /* ERROR_ALREADY_EXISTS      0x800700b7 */
	HCN_ACCESS_DENIED = 0x104,     /* E_ACCESSDENIED            0x80070005 */
	HCN_OUT_OF_MEMORY = 0x105,     /* E_OUTOFMEMORY             0x8007000e */
	HCN_INVALID_HANDLE = 0x106,    /* a stale, foreign or garbage handle: E_INVALIDARG, too */
	HCN_LIMIT_REACHED = 0x107,     /* ERROR_NO_SYSTEM_RESOURCES 0x800705aa */
	HCN_FAILED = 0x108,            /* E_FAIL                    0x80004005 */
	HCN_TIMEOUT = 0x109,           /* ERROR_TIMEOUT             0x800705b4 */
};

/* HCN_E_* as Windows spells them: 0x803b0000 | the low half. */
#define HCN_E_(status) ((HRESULT)(0x803b0000u | (unsigned)(status)))

#pragma GCC visibility push(default)

/* @status (an enum hcn_status or a negative errno) as the HRESULT that Windows would return. */
uint32_t hcn_status_hresult(int status);

/* The system text of @hresult ("The network was not found."), "" for an unknown one; static. */
const char *hcn_hresult_text(uint32_t hresult);

/* The symbolic name of @hresult ("HCN_E_NETWORK_NOT_FOUND"), "" for an unknown one; static. */
const char *hcn_hresult_name(uint32_t hresult);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
