/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings out of the environment of Windows (environment.h). */
#include "environment.h"

#include <limits.h>
#include <stdlib.h>

#include "cleanup.h"
#include "utf16.h"
#include "win.h"

static const struct {
	const char *name;
	const char16_t *windows_name;
} settings[] = {
	{ "HCN_STATE_DIR", u"HCN_STATE_DIR" },
	{ "HCN_BACKEND", u"HCN_BACKEND" },
	{ "HCN_MODULE_DIR", u"HCN_MODULE_DIR" },
	{ "HCN_HNS_VERSION", u"HCN_HNS_VERSION" },
	{ "HCN_DEBUG", u"HCN_DEBUG" },
	{ "HCN_WINE_TRACE", u"HCN_WINE_TRACE" },
};

static void import(const char *name, const char16_t *windows_name)
{
	_cleanup_free_ char *value = NULL;
	char16_t wide[PATH_MAX];
	uint32_t n = GetEnvironmentVariableW(windows_name, wide, PATH_MAX);

	/* What is not there, or not UTF-16, or too long for a path, changes nothing. */
	if (!n || n >= PATH_MAX || hcn_utf16_to_utf8(wide, n, &value, NULL, NULL))
		return;
	(void)setenv(name, value, 1);
}

void wine_environment_import(void)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(settings); i++)
		import(settings[i].name, settings[i].windows_name);
}
