package ui

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"
)

// TestSavedFilesAreForTheOwnerOnly saves through Fyne's own dialog, as the window does.
func TestSavedFilesAreForTheOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such rights")
	}
	w, _ := open(t, waitingView(), plainShape())
	folder := t.TempDir()
	at := listable(t, folder)
	path := filepath.Join(folder, "receipt.pdf")
	if err := os.WriteFile(path, []byte("of yesterday, and longer"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"receipt.pdf", "new.pdf"} {
		var ask fileAsk
		saved := false
		ask.saveAs(w, w.keys, name, ".pdf", receiptUnsaved, func(to fyne.URIWriteCloser) {
			_, err := to.Write([]byte("Mette Holm"))
			if err := closed(to, err); err != nil {
				t.Fatal(err)
			}
			saved = true
		})
		ask.dialog.SetLocation(at)
		press(w, "Save")
		press(w, "Yes") // overwrite it
		if !saved {
			t.Fatalf("%s wasn't saved: %s", name, labelled(w))
		}
		path := filepath.Join(folder, name)
		content, err := os.ReadFile(path)
		if err != nil || string(content) != "Mette Holm" {
			t.Errorf("%s: %q, %v", name, content, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others can read %s: %v, %v", name, info.Mode(), err)
		}
	}
}

// listable returns a folder as Fyne's dialog takes it.
func listable(t *testing.T, folder string) fyne.ListableURI {
	t.Helper()
	at, err := storage.ListerForURI(storage.NewFileURI(folder))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// press presses the button with a label in the topmost of Fyne's own dialogs, if there is one.
func press(w *Window, label string) {
	top := w.window.Canvas().Overlays().Top()
	if top == nil {
		return
	}
	eachIn(top, func(o fyne.CanvasObject) {
		if button, ok := o.(*widget.Button); ok && button.Text == label {
			button.OnTapped()
		}
	})
}
