package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

// TestMarkup compares the markup of two screens, one in the window and one in a presentation, with
// their golden files: positions, texts and colours. After an intended change, -args -- -goldens
// writes the files again. TestMainScreens checks the other screens.
func TestMarkup(t *testing.T) {
	wanted := map[string]bool{"waiting": true, "presenting-other-person": true}
	check := func(name string, w *Window) {
		t.Helper()
		got := test.RenderToMarkup(w.window.Canvas())
		path := filepath.Join("testdata", "markup", name+".xml")
		if flags().goldens {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(string(content), "\n")
		for i, line := range strings.Split(got, "\n") {
			if i >= len(want) || want[i] != line {
				t.Errorf("%s has changed, first in line %d: it is now\n%s", path, i+1, strings.TrimSpace(line))
				return
			}
		}
	}
	for _, s := range samples() {
		if wanted[s.name] {
			check(s.name, s.show(t, plainShape()))
		}
	}
	for _, s := range presentedSamples() {
		if wanted[s.name] {
			w, _ := presented(t, s, plainShape())
			check(s.name, w)
		}
	}
}
