package ui

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2/driver/software"
)

// saver saves a picture of a window under a name. It runs on Fyne's goroutine.
type saver func(w *Window, name string) error

// frames is the path of a folder of pictures.
type frames string

// take saves a picture under a name.
func (f frames) take(w *Window, name string) error {
	file, err := os.Create(filepath.Join(string(f), name+".png"))
	if err != nil {
		return fmt.Errorf("%w: a picture can't be saved", ErrTour)
	}
	// Not the window's own Capture: it reads the front buffer, which is black where a virtual
	// screen has no graphics card. So the same content is painted once more, without the card.
	window := w.window.Canvas()
	paper := software.NewCanvas()
	paper.SetPadded(false)
	paper.SetScale(window.Scale())
	paper.SetContent(window.Content())
	paper.Resize(window.Size())
	return errors.Join(png.Encode(file, paper.Capture()), file.Close())
}
