package ui

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2/driver/software"
)

// saver saves a picture of a window under a name, with how long it takes to read. It runs on Fyne's
// goroutine.
type saver func(w *Window, name string, reads time.Duration) error

// filmName is the name of the file with all pictures of a tour, without its ending.
const filmName = "tour"

// frames is a folder of pictures, and the film of all of them.
type frames struct {
	folder string
	film   film
}

// take saves a picture under a name, and adds it to the film.
func (f *frames) take(w *Window, name string, reads time.Duration) error {
	file, err := os.Create(filepath.Join(f.folder, name+".png"))
	if err != nil {
		return fmt.Errorf("%w: a picture can't be saved", ErrTour)
	}
	scale := w.window.Canvas().Scale()
	picture := painted(w, scale)
	if err := errors.Join(png.Encode(file, picture), file.Close()); err != nil {
		return err
	}
	if scale != 1 {
		picture = painted(w, 1) // a film is for web pages and slides, and must not get too large
	}
	f.film.add(picture, reads)
	return nil
}

// painted returns a picture of the window. It isn't the window's own Capture, which reads the front
// buffer: that is black where a virtual screen has no graphics card. So the same content is painted
// once more, without the card.
func painted(w *Window, scale float32) image.Image {
	window := w.window.Canvas()
	paper := software.NewCanvas()
	paper.SetPadded(false)
	paper.SetScale(scale)
	paper.SetContent(window.Content())
	paper.Resize(window.Size())
	return paper.Capture()
}

// finish saves the film.
func (f *frames) finish() error {
	if f.film.empty() {
		return nil // the tour was left at once
	}
	file, err := os.Create(filepath.Join(f.folder, filmName+".gif"))
	if err != nil {
		return fmt.Errorf("%w: its film can't be saved", ErrTour)
	}
	return errors.Join(f.film.write(file), file.Close())
}
