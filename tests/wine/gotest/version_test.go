// SPDX-License-Identifier: LGPL-2.1-or-later

package gotest

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// The version that HNS says it has, as hcsshim asks for it.
func TestVersion(t *testing.T) {
	var answer *uint16
	method, _ := syscall.UTF16PtrFromString("GET")
	path, _ := syscall.UTF16PtrFromString("/globals/version")
	body, _ := syscall.UTF16PtrFromString("")
	call := syscall.NewLazyDLL("vmcompute.dll").NewProc("HNSCall")
	hr, _, _ := call.Call(uintptr(unsafe.Pointer(method)), uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(body)),
		uintptr(unsafe.Pointer(&answer)))
	if hr != 0 || runtime.GOOS != "windows" {
		t.Fatalf("0x%x on %s", hr, runtime.GOOS)
	}
	text := syscall.UTF16ToString(unsafe.Slice(answer, 4096))
	if want := os.Getenv("WANT"); !strings.Contains(text, want) {
		t.Fatalf("%s has no %s", text, want)
	}
}
