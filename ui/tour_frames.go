package ui

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
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
	scale := w.window.Canvas().Scale()
	picture := painted(w, scale)
	if err := f.save(name+".png", func(to io.Writer) error { return png.Encode(to, picture) }); err != nil {
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
	return f.save(filmName+".gif", f.film.write)
}

// save writes a file of the folder. It appears there whole or not at all: a full disk leaves the
// file of an earlier tour, and two tours at once don't write into each other's.
func (f *frames) save(name string, write func(io.Writer) error) error {
	whole := filepath.Join(f.folder, name)
	part := fmt.Sprintf("%s.%d.part", whole, os.Getpid())
	file, err := os.Create(part)
	if err == nil {
		err = errors.Join(write(file), file.Close())
	}
	if err == nil {
		err = os.Rename(part, whole)
	}
	if err != nil {
		_ = os.Remove(part)
		return fmt.Errorf("%w: %s can't be saved: %w", ErrTour, name, err)
	}
	return nil
}
