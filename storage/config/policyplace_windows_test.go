package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// TestNoVariableMovesThePolicy: whoever starts the program chooses its variables.
func TestNoVariableMovesThePolicy(t *testing.T) {
	want, err := PolicyFile()
	if err != nil || !strings.HasSuffix(want, `\ProgramData\Ringback\policy.toml`) {
		t.Fatalf("%q, %v", want, err)
	}
	for _, name := range []string{"ProgramData", "ALLUSERSPROFILE", "PUBLIC", "SystemDrive", "SystemRoot", "windir"} {
		t.Setenv(name, `X:\anna`)
		if got, err := PolicyFile(); got != want || err != nil {
			t.Errorf("with %s it is %q, %v", name, got, err)
		}
	}
	for path, want := range map[string]string{
		`%SystemDrive%\ProgramData`: `C:\ProgramData`, `%systemroot%\Data`: `C:\Windows\Data`, `D:\Data`: `D:\Data`,
		`%ProgramData%`: "", `Data`: "", ``: "",
	} {
		if got, err := expanded(path, `C:\Windows`); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", path, got, err)
		}
	}
}

// TestTheRealRegistry: a key with every type that a policy has, and with others, reads as it was
// written; names are in small letters.
func TestTheRealRegistry(t *testing.T) {
	path := fmt.Sprintf(`Software\Ringback-test-%d`, os.Getpid())
	if _, err := readRegistryKey(registry.CURRENT_USER, path, maxRegistryDepth); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a key that isn't there: %v", err)
	}
	create := func(path string, set func(registry.Key) error) {
		t.Helper()
		key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
		if err == nil {
			err = set(key)
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = key.Close()
	}
	// the last one is deleted first
	for _, below := range []string{"", `\Journal`, `\environment`, `\environment\nordby`} {
		t.Cleanup(func() { _ = registry.DeleteKey(registry.CURRENT_USER, path+below) })
	}
	create(path, func(key registry.Key) error {
		return errors.Join(key.SetStringValue("Language", "da"), key.SetDWordValue("max_prompts", 3),
			key.SetStringsValue("environments", []string{"pp", "nordby"}), key.SetQWordValue("retention_days", 7),
			key.SetExpandStringValue("proxy", "%PROXY%"), key.SetBinaryValue("cpr", []byte{1}), key.SetStringsValue("hide_tabs", nil))
	})
	create(path+`\Journal`, func(key registry.Key) error { return key.SetStringValue("unreachable", "refuse") })
	create(path+`\environment`, func(registry.Key) error { return nil })
	create(path+`\environment\nordby`, func(key registry.Key) error { return key.SetDWordValue("require_at_hash", 0) })

	got, err := readRegistryKey(registry.CURRENT_USER, path, maxRegistryDepth)
	other := RegistryType("another type")
	none := make(map[string]RegistryKey)
	want := RegistryKey{
		Values: map[string]any{
			"language": "da", "max_prompts": uint32(3), "environments": []string{"pp", "nordby"}, "hide_tabs": []string(nil),
			"retention_days": other, "proxy": other, "cpr": other,
		},
		Keys: map[string]RegistryKey{
			"journal": {Values: map[string]any{"unreachable": "refuse"}, Keys: none},
			"environment": {Values: map[string]any{}, Keys: map[string]RegistryKey{
				"nordby": {Values: map[string]any{"require_at_hash": uint32(0)}, Keys: none},
			}},
		},
	}
	if tabs, ok := got.Values["hide_tabs"].([]string); ok && len(tabs) == 0 {
		got.Values["hide_tabs"] = []string(nil)
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v, %v", got, want, err)
	}
}

// TestAPartOfTheRegistryVanishes between the list of keys and the look at it: that isn't as if
// there were no policy. A link that leads nowhere is such a key.
func TestAPartOfTheRegistryVanishes(t *testing.T) {
	path := fmt.Sprintf(`Software\Ringback-test-vanishing-%d`, os.Getpid())
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = registry.DeleteKey(registry.CURRENT_USER, path) })
	defer key.Close()
	if err := key.SetStringValue("language", "da"); err != nil {
		t.Fatal(err)
	}
	linkToNowhere(t, key, "journal")
	if got, err := readRegistryKey(registry.CURRENT_USER, path, maxRegistryDepth); !errors.Is(err, errVanished) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%+v, %v", got, err)
	}
}

// linkToNowhere makes a key that can be listed and not opened.
func linkToNowhere(t *testing.T, in registry.Key, name string) {
	t.Helper()
	const createLink, typeLink = 2, 6 // REG_OPTION_CREATE_LINK, REG_LINK
	text := func(s string) *uint16 {
		p, err := windows.UTF16PtrFromString(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	registryOf := windows.NewLazySystemDLL("advapi32.dll")
	var link windows.Handle
	if status, _, _ := registryOf.NewProc("RegCreateKeyExW").Call(uintptr(in), uintptr(unsafe.Pointer(text(name))), 0, 0, createLink,
		registry.ALL_ACCESS, 0, uintptr(unsafe.Pointer(&link)), 0); status != 0 {
		t.Fatal(windows.Errno(status))
	}
	t.Cleanup(func() { // to delete it by its name would delete what it leads to
		_, _, _ = windows.NewLazySystemDLL("ntdll.dll").NewProc("NtDeleteKey").Call(uintptr(link))
		_ = windows.CloseHandle(link)
	})
	const target = `\Registry\Machine\Software\Ringback-test-nowhere`
	if status, _, _ := registryOf.NewProc("RegSetValueExW").Call(uintptr(link), uintptr(unsafe.Pointer(text("SymbolicLinkValue"))), 0, typeLink,
		uintptr(unsafe.Pointer(text(target))), uintptr(2*len(target))); status != 0 {
		t.Fatal(windows.Errno(status))
	}
}
