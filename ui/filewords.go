package ui

import (
	"reflect"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// fileWords are the texts that Fyne's file dialog doesn't translate: the places at its left, and
// the question before it overwrites a file.
func fileWords() []string {
	return []string{
		"Home", "App Files", "Computer", "Desktop", "Documents", "Downloads", "Music", "Pictures", "Videos", "Movies",
		"Overwrite?", "Are you sure you want to overwrite the file",
		"Cannot overwrite", "Files cannot replace a directory,", "check the file name and try again",
	}
}

// sayFileWords translates them in the file dialog that has just opened on a canvas.
func sayFileWords(c fyne.Canvas) {
	eachIn(c.Overlays().Top(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.List:
			update := o.UpdateItem
			o.UpdateItem = func(id widget.ListItemID, item fyne.CanvasObject) {
				update(id, item)
				sayLabels(item)
			}
			o.Refresh()
		case *widget.Button: // Save asks before it overwrites a file
			tapped := o.OnTapped
			o.OnTapped = func() {
				tapped()
				sayLabels(c.Overlays().Top())
			}
		}
	})
}

// sayLabels translates labels line by line, because one line can be a file name.
func sayLabels(in fyne.CanvasObject) {
	known := fileWords()
	eachIn(in, func(o fyne.CanvasObject) {
		label, ok := o.(*widget.Label)
		if !ok {
			return
		}
		lines := strings.Split(label.Text, "\n")
		for i, line := range lines {
			if slices.Contains(known, line) {
				lines[i] = lang.L(line)
			}
		}
		if text := strings.Join(lines, "\n"); text != label.Text {
			label.SetText(text)
		}
	})
}

// eachIn visits the objects in Fyne's own containers. The type that holds a pop-up in an overlay
// isn't exported; like the pop-up it has a Content.
func eachIn(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, inner := range o.Objects {
			eachIn(inner, visit)
		}
	case *container.Split:
		eachIn(o.Leading, visit)
		eachIn(o.Trailing, visit)
	default:
		if holder := reflect.Indirect(reflect.ValueOf(o)); holder.Kind() == reflect.Struct {
			if content := holder.FieldByName("Content"); content.IsValid() && content.CanInterface() {
				inner, _ := content.Interface().(fyne.CanvasObject)
				eachIn(inner, visit)
			}
		}
	}
}
