package journal

import (
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/zalando/go-keyring"
)

// fakeKeyring is a keyring in memory that can fail.
type fakeKeyring struct {
	mu      sync.Mutex
	entries map[string]string
	err     error  // of every call
	onGet   func() // runs in each Get
	asked   int    // how often it was read
}

func (k *fakeKeyring) Get(service, user string) (string, error) {
	k.mu.Lock()
	k.asked++
	k.mu.Unlock()
	if k.err != nil {
		return "", k.err
	}
	if k.onGet != nil {
		k.onGet()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if value, ok := k.entries[service+"/"+user]; ok {
		return value, nil
	}
	return "", keyring.ErrNotFound
}

func (k *fakeKeyring) Set(service, user, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err == nil {
		k.entries[service+"/"+user] = secret
	}
	return k.err
}

func (k *fakeKeyring) Delete(string, string) error { return k.err }

// write writes a file of a test.
func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// onlyFiles checks that a folder holds nothing else.
func onlyFiles(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}
