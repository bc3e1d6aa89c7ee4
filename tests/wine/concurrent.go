// SPDX-License-Identifier: LGPL-2.1-or-later

// concurrent.exe GOROUTINES CALLS: as hcsshim calls the API, from many goroutines at once; every call must succeed.
//
// Each goroutine makes a namespace of its own, opens, queries and closes it again and again, lists, and deletes it.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"unicode/utf16"
	"unsafe"
)

var (
	dll        = syscall.NewLazyDLL("computenetwork.dll")
	create     = dll.NewProc("HcnCreateNamespace")
	open       = dll.NewProc("HcnOpenNamespace")
	query      = dll.NewProc("HcnQueryNamespaceProperties")
	closing    = dll.NewProc("HcnCloseNamespace")
	remove     = dll.NewProc("HcnDeleteNamespace")
	enumerate  = dll.NewProc("HcnEnumerateNamespaces")
	hnsCall    = syscall.NewLazyDLL("vmcompute.dll").NewProc("HNSCall")
	taskFree   = syscall.NewLazyDLL("ole32.dll").NewProc("CoTaskMemFree")
	calls      int64
	v2         = `{"SchemaVersion":{"Major":2,"Minor":0}}`
	registered = syscall.NewLazyDLL("computenetwork.dll").NewProc("HcnRegisterServiceCallback")
	unregister = syscall.NewLazyDLL("computenetwork.dll").NewProc("HcnUnregisterServiceCallback")
)

func fail(format string, args ...interface{}) {
	fmt.Printf(format+"\n", args...)
	os.Exit(1)
}

// text copies what a function returned, and frees it.
func text(p *uint16) string {
	if p == nil {
		return ""
	}
	units := unsafe.Slice(p, 1<<20)
	n := 0
	for units[n] != 0 {
		n++
	}
	s := string(utf16.Decode(units[:n]))
	taskFree.Call(uintptr(unsafe.Pointer(p)))
	return s
}

func wide(s string) unsafe.Pointer {
	p, err := syscall.UTF16PtrFromString(s)
	if err != nil {
		fail("%v", err)
	}
	return unsafe.Pointer(p)
}

// must calls; the last argument is the place for an ErrorRecord.  What the arguments point to stays where it is:
//
//go:uintptrescapes
func must(proc *syscall.LazyProc, record **uint16, args ...uintptr) {
	hr, _, _ := proc.Call(args...)
	atomic.AddInt64(&calls, 1)
	if int32(hr) < 0 || (record != nil && *record != nil) {
		said := ""
		if record != nil {
			said = text(*record)
		}
		fail("%s: 0x%08x %s", proc.Name, uint32(hr), said)
	}
}

func work(n, rounds int) {
	id := syscall.GUID{Data1: 0x60000000 + uint32(n), Data2: 1, Data3: 1, Data4: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}}
	want := fmt.Sprintf("%08X-0001-0001-0102-030405060708", id.Data1)
	var handle uintptr
	var record, out *uint16
	pid, prec := unsafe.Pointer(&id), unsafe.Pointer(&record)
	must(create, &record, uintptr(pid), uintptr(wide(v2)), uintptr(unsafe.Pointer(&handle)), uintptr(prec))
	must(closing, nil, handle)
	for i := 0; i < rounds; i++ {
		must(open, &record, uintptr(pid), uintptr(unsafe.Pointer(&handle)), uintptr(prec))
		must(query, &record, handle, uintptr(wide(v2)), uintptr(unsafe.Pointer(&out)), uintptr(prec))
		if got := text(out); !strings.Contains(got, want) {
			fail("%s is not in %s", want, got)
		}
		must(closing, nil, handle)
		must(enumerate, &record, uintptr(wide("")), uintptr(unsafe.Pointer(&out)), uintptr(prec))
		if got := text(out); !strings.Contains(got, want) {
			fail("%s is not in %s", want, got)
		}
		must(hnsCall, nil, uintptr(wide("GET")), uintptr(wide("/namespaces/"+want)), uintptr(wide("")), uintptr(unsafe.Pointer(&out)))
		if got := text(out); !strings.Contains(got, `"Success":true`) {
			fail("%s", got)
		}
	}
	must(remove, &record, uintptr(pid), uintptr(prec))
}

func number(i int) int {
	n, err := strconv.Atoi(os.Args[i])
	if err != nil {
		fail("%v", err)
	}
	return n
}

func main() {
	var group sync.WaitGroup
	var heard int64
	var callback uintptr
	goroutines, wanted := number(1), number(2)
	rounds := (wanted/goroutines - 3 + 4) / 5

	// Notifications come on threads that are not Go's.
	listener := syscall.NewCallback(func(kind uint32, context, status, data uintptr) uintptr {
		atomic.AddInt64(&heard, 1)
		return 0
	})
	must(registered, nil, listener, 0, uintptr(unsafe.Pointer(&callback)))
	for n := 0; n < goroutines; n++ {
		group.Add(1)
		go func(n int) {
			defer group.Done()
			work(n, rounds)
		}(n)
	}
	group.Wait()
	for i := 0; i < 500 && atomic.LoadInt64(&heard) < int64(2*goroutines); i++ {
		syscall.Syscall(syscall.NewLazyDLL("kernel32.dll").NewProc("Sleep").Addr(), 1, 10, 0, 0)
	}
	if n := atomic.LoadInt64(&heard); n != int64(2*goroutines) {
		fail("%d notifications, not %d", n, 2*goroutines)
	}
	must(unregister, nil, callback)
	if calls < int64(wanted) {
		fail("only %d calls", calls)
	}
	fmt.Printf("%d calls, 0 errors\n", calls)
}
