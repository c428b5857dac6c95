package ui

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringback/ui/kit"
)

// filmed returns a film as a reader decodes it.
func filmed(t *testing.T, f *film) *gif.GIF {
	t.Helper()
	var file bytes.Buffer
	if err := f.write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := gif.DecodeAll(&file)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// painting is a picture in one colour, with a gradient of many others at its top, and at its bottom
// a line in a colour that hardly differs from the first.
func painting(ground color.RGBA, gradient int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, 1000, 40))
	for y := range 40 {
		for x := range 1000 {
			picture.SetRGBA(x, y, ground)
		}
	}
	for x := range 1000 {
		picture.SetRGBA(x, 39, hardly(ground))
	}
	for x := range gradient {
		picture.SetRGBA(x, 0, color.RGBA{R: uint8(x), G: uint8(x / 4), B: uint8(255 - x/4), A: 255})
	}
	return picture
}

// hardly returns a colour next to another.
func hardly(another color.RGBA) color.RGBA {
	another.R++
	return another
}

func TestAFilmHoldsWhatChanges(t *testing.T) {
	paper, ink := color.RGBA{R: 247, G: 248, B: 250, A: 255}, color.RGBA{R: 23, G: 32, B: 43, A: 255}
	var f film
	first := painting(paper, 900)
	f.add(first, 5*time.Second)
	second := painting(paper, 900)
	for y := 10; y < 20; y++ {
		second.SetRGBA(300+y, y, ink)
	}
	f.add(second, time.Second)
	f.add(second, time.Hour) // nothing has changed
	read := filmed(t, &f)
	if len(read.Image) != 2 || read.LoopCount != 0 {
		t.Fatalf("%d frames, repeated %d times", len(read.Image), read.LoopCount)
	}
	if read.Delay[0] != 500 || read.Delay[1] != 400+800 {
		t.Errorf("they stay %v hundredths of a second", read.Delay)
	}
	if got, want := read.Image[1].Bounds(), image.Rect(310, 10, 320, 20); got != want {
		t.Errorf("the second holds %v, and %v has changed", got, want)
	}
	for x := 310; x < 320; x++ {
		for y := 10; y < 20; y++ {
			if got := color.RGBAModel.Convert(read.Image[1].At(x, y)); got != second.RGBAAt(x, y) {
				t.Fatalf("few colours aren't kept: %v is %v", second.RGBAAt(x, y), got)
			}
		}
	}
	whole := read.Image[0]
	if len(whole.Palette) > filmColors {
		t.Errorf("%d colours", len(whole.Palette))
	}
	for y, want := range map[int]color.RGBA{30: paper, 39: hardly(paper)} {
		if got := color.RGBAModel.Convert(whole.At(999, y)); got != want {
			t.Errorf("a ground is %v, want %v", got, want)
		}
	}
	for x := range 900 {
		got, want := color.RGBAModel.Convert(whole.At(x, 0)).(color.RGBA), first.RGBAAt(x, 0)
		if off(got.R, want.R) > 16 || off(got.G, want.G) > 16 || off(got.B, want.B) > 16 {
			t.Errorf("%v has become %v", want, got)
		}
	}
}

// TestAFilmOfAWindowThatChangesItsSize is as large as its first frame.
func TestAFilmOfAWindowThatChangesItsSize(t *testing.T) {
	paper, red := color.RGBA{R: 247, G: 248, B: 250, A: 255}, color.RGBA{R: 200, A: 255}
	var f film
	for _, size := range []image.Point{{X: 60, Y: 40}, {X: 90, Y: 20}} {
		picture := image.NewRGBA(image.Rectangle{Max: size})
		for y := range size.Y {
			for x := range size.X {
				picture.SetRGBA(x, y, paper)
			}
		}
		picture.SetRGBA(10, 10, red)
		if size.Y == 40 {
			picture.SetRGBA(10, 30, red)
		}
		f.add(picture, 5*time.Second)
	}
	read := filmed(t, &f)
	if read.Config.Width != 60 || read.Config.Height != 40 || len(read.Image) != 2 {
		t.Fatalf("%d frames of %d × %d", len(read.Image), read.Config.Width, read.Config.Height)
	}
	if changed := read.Image[1].Bounds(); changed != image.Rect(10, 30, 11, 31) {
		t.Errorf("the second frame holds %v", changed)
	}
}

func off(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// TestFramesAreSaved: as pictures, and all of them as a film.
func TestFramesAreSaved(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.window.Canvas().(interface{ SetScale(float32) }).SetScale(1.5)
	w.beginPresentation(false)
	folder := t.TempDir()
	saved := &frames{folder: folder}
	if err := saved.finish(); err != nil || exists(filepath.Join(folder, "tour.gif")) {
		t.Errorf("of no frames a film is made, %v", err)
	}
	if err := saved.take(w, "one", 5*time.Second); err != nil {
		t.Fatal(err)
	}
	become(w, d, verifiedView())
	if err := saved.take(w, "two", 6*time.Second); err != nil {
		t.Fatal(err)
	}
	if err := saved.finish(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one.png", "two.png"} {
		file, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if size, err := png.DecodeConfig(file); err != nil || size.Width != 1920 || size.Height != 1200 {
			t.Errorf("the frame is %v, %v", size, err)
		}
		file.Close()
	}
	file, err := os.ReadFile(filepath.Join(folder, "tour.gif"))
	if err != nil {
		t.Fatal(err)
	}
	if len(file) > 400_000 {
		t.Errorf("two frames take %d bytes", len(file))
	}
	read, err := gif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Image) != 2 || read.Config.Width != 1280 || read.Config.Height != 800 || read.Delay[0] != 500 || read.Delay[1] != 600 {
		t.Errorf("the film has %d frames of %d × %d, which stay %v", len(read.Image), read.Config.Width, read.Config.Height, read.Delay)
	}
	look := kit.NewTheme(kit.Light)
	if got, want := read.Image[0].At(5, 5), look.Color(kit.ColorGround, 0); color.RGBAModel.Convert(got) != color.RGBAModel.Convert(want) {
		t.Errorf("the ground is %v, want %v", got, want)
	}

	gone := &frames{folder: filepath.Join(folder, "gone")}
	if err := gone.take(w, "one", 0); !errors.Is(err, ErrTour) {
		t.Errorf("without a folder: %v", err)
	}
	gone.film = saved.film
	if err := gone.finish(); !errors.Is(err, ErrTour) {
		t.Errorf("without a folder for the film: %v", err)
	}
}

// TestAFileOfATourIsWholeOrTheOneBefore: a disk can be full, and its film is there already.
func TestAFileOfATourIsWholeOrTheOneBefore(t *testing.T) {
	folder := t.TempDir()
	film := filepath.Join(folder, "tour.gif")
	if err := os.WriteFile(film, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	saved := &frames{folder: folder}
	full := errors.New("no space left")
	err := saved.save("tour.gif", func(to io.Writer) error {
		_, err := to.Write([]byte("half"))
		return errors.Join(err, full)
	})
	if !errors.Is(err, ErrTour) || !errors.Is(err, full) {
		t.Errorf("it says %v", err)
	}
	files, err := os.ReadDir(folder)
	if content, _ := os.ReadFile(film); string(content) != "before" || len(files) != 1 || err != nil {
		t.Errorf("the film is %q, among %d files, %v", content, len(files), err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
