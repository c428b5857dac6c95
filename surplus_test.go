//go:build console

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatAProviderSendsTooMuchIsNowhere: what follows an answer on its connection, and could be
// another person's, is in no log and not on standard error, which a desktop may keep on the disk.
func TestWhatAProviderSendsTooMuchIsNowhere(t *testing.T) {
	t.Parallel()
	var issuer string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		body := fmt.Sprintf(`{"issuer":%q,"token_endpoint":%q,"backchannel_authentication_endpoint":%q,"jwks_uri":%q}`, issuer, issuer+"/t", issuer+"/b", issuer+"/j")
		fmt.Fprintf(rw, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s%s", len(body), body, strings.Join(marks(), " "))
		_ = rw.Flush()
		_, _ = rw.ReadByte() // until the client closes it
		_ = conn.Close()
	}))
	t.Cleanup(server.Close)
	issuer = server.URL
	c := newCrashing(t, issuer)
	child := c.child(t, exec.CommandContext(t.Context(), "ringback", "verify", "-environment", "nordby", "-environments", c.environments, "-request", "-", "-json"))
	child.Stdin = strings.NewReader(`{"person": "8a9856e0-f12d-4217-b320-c8a076be9320", "text": "Kode 4821, Mark by", "case": "2026-17-marked"}`)
	var said bytes.Buffer
	child.Stderr = &said
	_ = child.Run()
	searched := said.Bytes()
	entries, err := os.ReadDir(c.logs)
	must(t, err)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(c.logs, entry.Name()))
		must(t, err)
		searched = append(searched, text...)
	}
	if found := marksIn(searched); len(found) > 0 {
		t.Errorf("%q are in\n%s", found[:1], searched)
	}
}
