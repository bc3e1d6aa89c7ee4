// SPDX-License-Identifier: LGPL-2.1-or-later

// A Windows program in Go: an endpoint's ACL, by the calls that hcsshim's hcn package makes, without hcsshim.
//
//	GOOS=windows go build firewall.go
//	firewall.exe list             every endpoint: name, address, ACLs
//	firewall.exe block red        nobody pings the endpoint red any more
//	firewall.exe allow red        its ACLs go away
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unicode/utf16"
	"unsafe"
)

var (
	dll       = syscall.NewLazyDLL("computenetwork.dll")
	enumerate = dll.NewProc("HcnEnumerateEndpoints")
	open      = dll.NewProc("HcnOpenEndpoint")
	query     = dll.NewProc("HcnQueryEndpointProperties")
	modify    = dll.NewProc("HcnModifyEndpoint")
	closing   = dll.NewProc("HcnCloseEndpoint")
	taskFree  = syscall.NewLazyDLL("ole32.dll").NewProc("CoTaskMemFree")
	fromText  = syscall.NewLazyDLL("ole32.dll").NewProc("CLSIDFromString")
)

type endpoint struct {
	ID               string
	Name             string
	IpConfigurations []struct{ IpAddress string }
	Policies         []struct {
		Type     string
		Settings json.RawMessage
	}
}

// text copies what the API returned, and frees it.
func text(p *uint16) string {
	if p == nil {
		return ""
	}
	defer taskFree.Call(uintptr(unsafe.Pointer(p)))
	units := unsafe.Slice(p, 1<<20)
	for n := range units {
		if units[n] == 0 {
			return string(utf16.Decode(units[:n]))
		}
	}
	return ""
}

func wide(s string) *uint16 {
	p, err := syscall.UTF16PtrFromString(s)
	check(err)
	return p
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// result makes an error of an HRESULT and its ErrorRecord.
func result(what string, hr uintptr, record *uint16) error {
	if said := text(record); int32(hr) < 0 {
		return fmt.Errorf("%s: 0x%08x %s", what, uint32(hr), said)
	}
	return nil
}

const version = `"SchemaVersion":{"Major":2,"Minor":0}`

// with opens the endpoint for as long as do takes.
func with(id string, do func(handle uintptr) error) error {
	var guid syscall.GUID
	var handle uintptr
	var record *uint16
	braced := wide("{" + id + "}")
	hr, _, _ := fromText.Call(uintptr(unsafe.Pointer(braced)), uintptr(unsafe.Pointer(&guid)))
	check(result("CLSIDFromString", hr, nil))
	hr, _, _ = open.Call(uintptr(unsafe.Pointer(&guid)), uintptr(unsafe.Pointer(&handle)), uintptr(unsafe.Pointer(&record)))
	check(result("HcnOpenEndpoint", hr, record))
	defer closing.Call(handle)
	return do(handle)
}

func endpoints() (all []endpoint) {
	var ids []string
	var list, record *uint16
	everything := wide("{" + version + "}")
	hr, _, _ := enumerate.Call(uintptr(unsafe.Pointer(everything)), uintptr(unsafe.Pointer(&list)), uintptr(unsafe.Pointer(&record)))
	check(result("HcnEnumerateEndpoints", hr, record))
	check(json.Unmarshal([]byte(text(list)), &ids))
	for _, id := range ids {
		check(with(id, func(handle uintptr) error {
			var one endpoint
			var properties, record *uint16
			hr, _, _ := query.Call(handle, uintptr(unsafe.Pointer(everything)), uintptr(unsafe.Pointer(&properties)), uintptr(unsafe.Pointer(&record)))
			check(result("HcnQueryEndpointProperties", hr, record))
			check(json.Unmarshal([]byte(text(properties)), &one))
			all = append(all, one)
			return nil
		}))
	}
	runtime.KeepAlive(everything)
	return all
}

func list() {
	for _, e := range endpoints() {
		fmt.Printf("%-8s", e.Name)
		for _, ip := range e.IpConfigurations {
			fmt.Printf(" %s", ip.IpAddress)
		}
		for _, p := range e.Policies {
			if p.Type == "ACL" {
				fmt.Printf("\n    %s", p.Settings)
			}
		}
		fmt.Println()
	}
}

// update replaces the endpoint's ACLs, as "Update" does.
func update(name, policies string) {
	request := wide(`{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[` + policies + `]}}`)
	for _, e := range endpoints() {
		if e.Name != name {
			continue
		}
		check(with(e.ID, func(handle uintptr) error {
			var record *uint16
			hr, _, _ := modify.Call(handle, uintptr(unsafe.Pointer(request)), uintptr(unsafe.Pointer(&record)))
			return result("HcnModifyEndpoint", hr, record)
		}))
		runtime.KeepAlive(request)
		return
	}
	check(fmt.Errorf("no endpoint %s", name))
}

func main() {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "list":
		list()
	case len(os.Args) == 3 && os.Args[1] == "block":
		update(os.Args[2], `{"Type":"ACL","Settings":{"Protocols":"1","Action":"Block","Direction":"In","RuleType":"Switch","Priority":100}},`+
			`{"Type":"ACL","Settings":{"Action":"Allow","Direction":"In","RuleType":"Switch","Priority":200}}`)
	case len(os.Args) == 3 && os.Args[1] == "allow":
		update(os.Args[2], "")
	default:
		fmt.Fprintln(os.Stderr, "usage: firewall.exe list | block NAME | allow NAME")
		os.Exit(2)
	}
}
