//go:build console && linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRegisterTwiceAndTakeItBack: the user's list of defaults is as it was, with its permissions
// and behind the link that it was reached by.
func TestRegisterTwiceAndTakeItBack(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	home := filepath.Dir(s.folder)
	s.env = append(s.env, "XDG_DATA_DIRS="+filepath.Join(home, "usr"))
	const before = "[Default Applications]\nx-scheme-handler/ringback=other.desktop;\ntext/html=browser.desktop\n"
	list, kept := filepath.Join(home, "mimeapps.list"), filepath.Join(home, "kept")
	must(t, os.WriteFile(kept, []byte(before), 0o600))
	must(t, os.Chmod(kept, 0o644)) // as desktops do
	must(t, os.Symlink(kept, list))
	own := filepath.Join(home, "applications", "ringback-link.desktop")
	for _, step := range []struct {
		command    string
		says       string
		list       string
		registered bool
	}{
		{"register", "now open", "[Default Applications]\nx-scheme-handler/ringback=ringback-link.desktop;\ntext/html=browser.desktop\n", true},
		{"register", "now open", "[Default Applications]\nx-scheme-handler/ringback=ringback-link.desktop;\ntext/html=browser.desktop\n", true},
		{"unregister", "no longer", before, false},
		{"unregister", "Nothing was changed", before, false},
	} {
		p := s.program(t.Context(), "", step.command)
		if err := p.Run(); err != nil || !strings.Contains(p.stdout.String(), step.says) {
			t.Errorf("%s: %v, %s%s", step.command, err, &p.stdout, &p.stderr)
		}
		text, err := os.ReadFile(list)
		must(t, err)
		link, err := os.Lstat(list)
		must(t, err)
		target, err := os.Stat(kept)
		must(t, err)
		_, absent := os.Stat(own)
		if string(text) != step.list || link.Mode()&os.ModeSymlink == 0 || target.Mode().Perm() != 0o644 || (absent == nil) != step.registered {
			t.Errorf("%s: %v, %v, %v\n%s", step.command, link.Mode(), target.Mode(), absent, text)
		}
	}
}
