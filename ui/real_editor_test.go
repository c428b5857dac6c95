//go:build realparts && linux

package ui_test

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestRealEditor creates an environment by keyboard alone, from the menu to the file, which
// otherwise stays unchanged.
func TestRealEditor(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1280, 800)
	before := "# ours\n[[environment]]\nid = \"syd\"\nname = \"Syd\"\nissuer = \"https://broker.example/op\"\nclient_id = \"abc\" # agreed\n"
	if err := os.MkdirAll(s.config, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.config, "environments.toml")
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	p := s.open("-environment", "pp")
	// a dialog takes keys only a frame after it opened
	settle := func() { within(t, time.Second, func() bool { return false }) }
	opens := func(keys ...string) {
		t.Helper()
		p.key(keys[:len(keys)-1]...)
		settle()
		old := p.picture()
		p.key(keys[len(keys)-1])
		until(t, "what the keys open", func() bool { return differing(old, p.picture()) > 1000 })
		settle()
	}
	settle()
	opens("shift+Tab", "shift+Tab", "shift+Tab", "shift+Tab", "Return") // the menu
	p.keep(p.window, "editor-menu")
	opens("Down", "Return") // its editor
	p.keep(p.window, "editor-list")
	opens("Tab", "Return")                      // a new one: the issuer has the focus
	p.key(letters("https://127.0.0.1:1/op")...) // the issuer has the focus
	p.tab(3)                                    // past the button and the profile
	p.key(letters("def")...)
	p.tab(2) // past the IP address
	p.key(letters("nord")...)
	p.key("Tab")
	p.key(letters("Nord")...)
	p.keep(p.window, "editor-form")
	p.key("ctrl+Return")
	want := before + "\n[[environment]]\nid = \"nord\"\nname = \"Nord\"\nkind = \"test\"\nissuer = \"https://127.0.0.1:1/op\"\nclient_id = \"def\"\n"
	if !within(t, patience, func() bool { text, _ := os.ReadFile(path); return string(text) == want }) {
		text, _ := os.ReadFile(path)
		p.keep(p.window, "editor-stuck")
		t.Errorf("the file holds\n%s", text)
	}
}

// differing counts the differing pixels of every other row of two pictures: more than a ring or a
// caret means that something new is shown.
func differing(a, b image.Image) (n int) {
	size := a.Bounds().Intersect(b.Bounds())
	for y := size.Min.Y; y < size.Max.Y; y += 2 {
		for x := size.Min.X; x < size.Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

// letters returns the keys for a text.
func letters(text string) []string {
	names := map[string]string{":": "colon", "/": "slash", ".": "period"}
	keys := strings.Split(text, "")
	for i, key := range keys {
		if name := names[key]; name != "" {
			keys[i] = name
		}
	}
	return slices.Clip(keys)
}
