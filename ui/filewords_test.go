package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"ringback/assets"
)

// labelled returns the texts of the labels and buttons of the topmost of Fyne's own dialogs.
func labelled(w *Window) string {
	var all []string
	eachIn(w.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			all = append(all, o.Text)
		case *widget.Button:
			all = append(all, o.Text)
		case *widget.List:
			for i := range o.Length() {
				item := o.CreateItem()
				o.UpdateItem(i, item)
				eachIn(item, func(o fyne.CanvasObject) {
					if label, ok := o.(*widget.Label); ok {
						all = append(all, label.Text)
					}
				})
			}
		}
	})
	return strings.Join(all, "\n")
}

// TestTheFileDialogSpeaksTheLanguage: texts that Fyne has only in English become Danish, and
// English again.
func TestTheFileDialogSpeaksTheLanguage(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "kvittering.pdf"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "mappe"), 0o700); err != nil {
		t.Fatal(err)
	}
	at, err := storage.ListerForURI(storage.NewFileURI(folder))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		language                       assets.Language
		place, overwrite, sure, folder string
	}{
		{
			language: "da", place: "Hjem", overwrite: "Overskriv?",
			sure:   "Er du sikker på, at du vil overskrive filen\nkvittering.pdf?",
			folder: "En fil kan ikke erstatte en mappe.\nRet filnavnet, og prøv igen.",
		},
		{
			language: "en", place: "Home", overwrite: "Overwrite?",
			sure:   "Are you sure you want to overwrite the file\nkvittering.pdf?",
			folder: "Files cannot replace a directory,\ncheck the file name and try again",
		},
	} {
		w, _ := open(t, idleAtTest(), shape{c.language, "light", plainShape().size, 1})
		say := func(name string) string {
			ask := dialog.NewFileSave(func(fyne.URIWriteCloser, error) {}, w.window)
			ask.SetLocation(at)
			ask.SetFileName(name)
			var a fileAsk
			a.show(w, w.keys, ask)
			if got := labelled(w); !slices.Contains(strings.Split(got, "\n"), c.place) {
				t.Errorf("%s: no place is called %q:\n%s", c.language, c.place, got)
			}
			var save *widget.Button
			eachIn(w.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
				if b, ok := o.(*widget.Button); ok && b.Importance == widget.HighImportance {
					save = b
				}
			})
			save.OnTapped()
			said := labelled(w)
			w.window.Canvas().Overlays().Remove(w.window.Canvas().Overlays().Top())
			ask.Hide()
			return said
		}
		if got := say("kvittering.pdf"); !strings.Contains(got, c.overwrite) || !strings.Contains(got, c.sure) {
			t.Errorf("%s: over a file it asks:\n%s", c.language, got)
		}
		if got := say("mappe"); !strings.Contains(got, c.folder) {
			t.Errorf("%s: over a folder it says:\n%s", c.language, got)
		}
	}
}

// TestEveryWordOfTheFileDialogIsTranslated: a word that isn't would be logged each time it is
// looked up.
func TestEveryWordOfTheFileDialogIsTranslated(t *testing.T) {
	english := string(englishFyneWords())
	for _, word := range fileWords() {
		if !strings.Contains(english, `"`+word+`":"`+word+`"`) {
			t.Errorf("en: %q isn't among Fyne's words", word)
		}
		for _, language := range assets.Languages()[1:] {
			if !strings.Contains(string(assets.FyneWords(language)), `"`+word+`": "`) {
				t.Errorf("%s: %q isn't among Fyne's words", language, word)
			}
		}
	}
}
