package native

import (
	"errors"
	"testing"

	"golang.org/x/sys/windows/registry"
)

// testKey keeps the tests away from the user's links.
const testKey = linkKey + "-test"

func TestRegistry(t *testing.T) {
	t.Cleanup(func() { _, _ = unregister(testKey) })
	read := func(path, name string) string {
		key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
		if err != nil {
			return err.Error()
		}
		defer key.Close()
		value, _, err := key.GetStringValue(name)
		return errors.Join(err, errors.New(value)).Error()
	}
	for _, program := range []string{`C:\Program Files\Ringback\ringback.exe`, `D:\r.exe`} {
		if err := (Links{Program: program}).register(testKey); err != nil {
			t.Fatal(err)
		}
		for got, want := range map[string]string{
			read(testKey, ""):             "URL:Ringback",
			read(testKey, "URL Protocol"): "",
			read(keys(testKey)[0], ""):    `"` + program + `" "%1"`,
		} {
			if got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
	if was, err := unregister(testKey); !was || err != nil {
		t.Errorf("unregistered: %v, %v", was, err)
	}
	if key, err := registry.OpenKey(registry.CURRENT_USER, testKey, registry.QUERY_VALUE); err == nil {
		_ = key.Close()
		t.Error("the key is left behind")
	}
	if was, err := unregister(testKey); was || err != nil {
		t.Errorf("unregistered twice: %v, %v", was, err)
	}

	if err := setValue(testKey, "", "URL:Another"); err != nil {
		t.Fatal(err)
	}
	if was, err := unregister(testKey); was || err != nil {
		t.Errorf("another program's key: %v, %v", was, err)
	}
	if err := registry.DeleteKey(registry.CURRENT_USER, testKey); err != nil {
		t.Error(err)
	}
}
