package ui

import (
	"bytes"
	"image/color"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// TestANameIsDrawnForTheReceipt in ink on white, whole: nothing touches its edges. It stands on the
// page where the page's fonts lack its letters.
func TestANameIsDrawnForTheReceipt(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	const name = "מטה הולם"
	needsLetters(t, name)
	view := verifiedView()
	outcome := *view.Outcome
	outcome.Name = name
	view.Outcome = &outcome
	become(w, d, view)
	w.openReceipt()
	content := w.screen.receipt.content()
	regular, bold := fontOf(w, fyne.TextStyle{}), fontOf(w, fyne.TextStyle{Bold: true})
	page := &sink{}
	if err := writeReceipt(page, content.WithPicture(regular, bold, pictureOf), regular, bold); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page.Bytes(), []byte("/Subtype /Image")) {
		t.Error("the name isn't drawn")
	}
	drawn := pictureOf("Zoë ÅÆg " + outcome.Name)
	size, ink := drawn.Bounds().Size(), 0
	for y := range size.Y {
		for x := range size.X {
			if color.GrayModel.Convert(drawn.At(x, y)).(color.Gray).Y > 0x80 {
				continue
			}
			ink++
			if x == 0 || y == 0 || x == size.X-1 || y == size.Y-1 {
				t.Fatal("it is cut off")
			}
		}
	}
	if ink < 500 || size.Y < 60 {
		t.Errorf("%d pixels of ink in %v", ink, size)
	}
}

// TestNoPictureOfBoxes: a letter that no font has is only told by its code.
func TestNoPictureOfBoxes(t *testing.T) {
	open(t, emptyView(), plainShape())
	const hebrew, arabic = "מטה הולם", "محمد عبد الله"
	needsLetters(t, hebrew, arabic)
	for name, drawn := range map[string]bool{hebrew: true, arabic: true, "Małgorzata": true, "A \U000F0000": false} {
		if got := pictureOf(name) != nil; got != drawn {
			t.Errorf("%q: drawn is %t", name, got)
		}
	}
}

// TestANameFromRightToLeftIsCopiedWhole: the note says so to whatever it is pasted into.
func TestANameFromRightToLeftIsCopiedWhole(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	view := verifiedView()
	outcome := *view.Outcome
	outcome.Note = desk.Say("note.reported", "Note", "מטה הולם")
	view.Outcome = &outcome
	become(w, d, view)
	w.screen.status.note.Tapped(nil)
	if copied := w.app.Clipboard().Content(); !strings.HasPrefix(copied, "\u200eמטה הולם\u200e ") {
		t.Errorf("copied is %q", copied)
	}
}

// needsLetters skips a test on a system whose fonts lack letters of it: a bare Wine's have neither
// Hebrew nor Arabic.
func needsLetters(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		for _, letter := range name {
			if !unicode.IsSpace(letter) && pictureOf(string(letter)) == nil {
				t.Skipf("no font here has %q", letter)
			}
		}
	}
}
