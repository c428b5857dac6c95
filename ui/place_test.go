package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/native"
)

// placedWindow returns a shown window that was at a place, and what it keeps when it closes.
func placedWindow(t *testing.T, was Place, where func() (native.Place, bool)) (w *Window, kept *[]Place) {
	t.Helper()
	d := &fakeDesk{view: emptyView()}
	kept = new([]Place)
	w, err := New(Options{App: newApp(t), Desk: d, Place: was, KeepPlace: func(p Place) { *kept = append(*kept, p) }})
	if err != nil {
		t.Fatal(err)
	}
	w.beyond.where = func(handle uintptr, bound time.Duration) (native.Place, bool) {
		if handle != 7 || bound <= 0 {
			t.Errorf("it asks for window %d within %v", handle, bound)
		}
		return where()
	}
	w.Show()
	w.beyond.handle = 7
	return w, kept
}

func TestTheWindowComesBackWhereItWas(t *testing.T) {
	was := Place{Width: 1000, Height: 700, X: 40, Y: 50, Placed: true}
	there := native.Place{X: 300, Y: -20}
	for _, c := range []struct {
		name  string
		do    func(w *Window)
		where native.Place
		known bool
		want  Place
	}{
		{name: "untouched", where: native.Place{X: 40, Y: 50}, known: true, want: was},
		{name: "moved", where: there, known: true, want: Place{Width: 1000, Height: 700, X: 300, Y: -20, Placed: true}},
		{
			name: "resized", where: native.Place{X: 40, Y: 50}, known: true, want: Place{Width: 800, Height: 600, X: 40, Y: 50, Placed: true},
			do: func(w *Window) { w.window.Resize(fyne.NewSize(800, 600)) },
		},
		{
			name: "maximised", where: native.Place{Full: true, Maximised: true}, known: true,
			want: Place{Width: 1000, Height: 700, X: 40, Y: 50, Placed: true, Maximised: true},
			do:   func(w *Window) { w.window.Resize(fyne.NewSize(1920, 1080)) },
		},
		{
			name: "as high as the screen", where: native.Place{Full: true}, known: true, want: was,
			do: func(w *Window) { w.window.Resize(fyne.NewSize(1920, 1080)) },
		},
		{
			name: "nobody answers", known: false, want: was,
			do: func(w *Window) { w.window.Resize(fyne.NewSize(800, 600)) },
		},
		{name: "minimised", where: there, known: true, want: was, do: func(w *Window) { w.minimised = true }},
		{
			name: "a presentation that doesn't know yet where the window was", where: there, known: true, want: was,
			do: func(w *Window) { w.do = func(func()) {}; w.present() },
		},
		{
			name: "a system that says nothing", want: Place{Width: 800, Height: 600, X: 40, Y: 50, Placed: true},
			do: func(w *Window) { w.beyond.handle = 0; w.window.Resize(fyne.NewSize(800, 600)) },
		},
	} {
		w, kept := placedWindow(t, was, func() (native.Place, bool) { return c.where, c.known })
		if got := w.window.Canvas().Size(); got != fyne.NewSize(1000, 700) {
			t.Errorf("%s: it opens with %v", c.name, got)
		}
		if c.do != nil {
			c.do(w)
		}
		w.close()
		if len(*kept) != 1 || (*kept)[0] != c.want {
			t.Errorf("%s: it keeps %+v, want %+v", c.name, *kept, c.want)
		}
	}
}

// TestThePlaceIsKeptWhileTheWindowIsOpen, as it goes behind others: a session that ends may end the
// process without a word.
func TestThePlaceIsKeptWhileTheWindowIsOpen(t *testing.T) {
	w, kept := placedWindow(t, Place{}, func() (native.Place, bool) { return native.Place{X: 5, Y: 6, Full: true, Maximised: true}, true })
	w.KeepPlace()
	if len(*kept) != 0 {
		t.Errorf("before it was seen anywhere it keeps %+v", *kept)
	}
	w.notePlace()
	w.KeepPlace()
	if want := (Place{Maximised: true}); len(*kept) != 1 || (*kept)[0] != want {
		t.Errorf("it keeps %+v, want %+v", *kept, want)
	}
	w.gone.Store(true)
	w.beyond.where = func(uintptr, time.Duration) (native.Place, bool) {
		t.Error("it looks for a window that is gone")
		return native.Place{}, false
	}
	w.notePlace()
	w.KeepPlace()
	if len(*kept) != 2 || (*kept)[1] != (*kept)[0] {
		t.Errorf("then it keeps %+v", *kept)
	}
}

func TestAFirstWindowHasTheDesignedSize(t *testing.T) {
	for _, c := range []struct {
		was  Place
		want fyne.Size
	}{
		{was: Place{}, want: fyne.NewSize(1280, 800)},
		{was: Place{Width: 900}, want: fyne.NewSize(1280, 800)},
		{was: Place{Width: 200, Height: 900}, want: fyne.NewSize(leastWidth, 900)},
	} {
		w, _ := placedWindow(t, c.was, func() (native.Place, bool) { return native.Place{}, false })
		if got := w.window.Canvas().Size(); got != c.want {
			t.Errorf("%+v: it opens with %v, want %v", c.was, got, c.want)
		}
	}
}
