package ui

import (
	"image/png"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// savedScale is the width of a module in the saved picture, in pixels. The whole picture is about
// 300 pixels wide, enough for print and slides.
const savedScale = 10

// platformSelector picks the phone that the appswitch URL is for.
type platformSelector interface {
	SelectPlatform(string)
}

// appswitcher is what the appswitch tab needs of the desk.
type appswitcher interface {
	platformSelector
	SelectStyle(string)
}

// appswitch shows the address that opens the MitID app, as a QR code and as text.
type appswitch struct {
	w        *Window
	qr       *kit.QR
	platform *kit.Segmented
	style    *kit.Segmented
	url      *kit.Entry
	does     *kit.Text
	warning  *kit.Text
	problem  *kit.Text
	copy     *kit.Button
	save     *kit.Button
	ask      fileAsk // where to save
	columns  []*fyne.Container
	code     *fyne.Container
	fit      *fit
}

func newAppswitch(w *Window, d appswitcher) *appswitch {
	a := &appswitch{w: w}
	say := w.words
	a.qr = kit.NewQR()
	a.platform = kit.NewSegmented(w.keys, nil, "", d.SelectPlatform)
	a.style = kit.NewSegmented(w.keys, options([]string{"current", "documented"}, func(id string) string {
		return say.orRaw("appswitch.styles.", id, "")
	}), "", d.SelectStyle)
	a.url = kit.NewEntry(w.keys, kit.EntryOptions{Mono: true}, nil)
	a.url.SetLocked(true)
	a.does = kit.NewSoft(say.get("appswitch.does"))
	a.warning = kit.NewText("", kit.Style{Fit: kit.Wrapped})
	a.problem = kit.NewText("", kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
	a.copy = newPlainCopyButton(w, w.keys, say.get("button.copy"), kit.Quiet, func() string { return w.drawn.Appswitch.URL })
	a.save = kit.NewButton(w.keys, say.get("button.save"), "", kit.Quiet, a.saveAs)

	texts := []fyne.CanvasObject{
		kit.NewField(say.get("appswitch.style"), a.style), kit.NewSoft(say.get("appswitch.does_not")),
		kit.NewSoft(say.get("appswitch.developer.preconditions")), kit.NewSoft(say.get("appswitch.developer.android")),
		kit.NewSoft(say.get("appswitch.developer.ios")), kit.NewSoft(say.get("appswitch.developer.return")),
	}
	developers := kit.NewColumn(8, texts...)
	fold := kit.NewFold(w.keys, say.get("appswitch.developers"), developers, func(bool) { a.settle() })
	folded := kit.NewFolded(fold)
	side := kit.NewColumn(12, a.platform, a.url, a.problem, kit.NewRow(10, kit.NewLeast(copyWidth, 0, a.copy), a.save), a.warning, a.does)
	a.code = container.New(&paired{gap: 28, least: 240, top: true}, a.qr, side)
	whole := kit.NewColumn(16, a.code, folded)
	a.columns = []*fyne.Container{developers, folded, side, a.code, whole}
	a.fit = newFit(whole)
	return a
}

func (a *appswitch) object() fyne.CanvasObject { return a.fit.root }

func (a *appswitch) draw(v *desk.View) {
	say, shown := a.w.words, &v.Appswitch
	a.platform.SetOptions(options(shown.Platforms, func(id string) string { return say.orRaw("appswitch.platforms.", id, "") }))
	a.platform.SetSelected(shown.Platform)
	a.style.SetSelected(shown.Style)
	a.url.Set(shown.URL)
	problem := say.say(shown.Problem)
	if err := a.qr.Set(shown.URL); err != nil && problem == "" {
		problem = err.Error()
	}
	a.problem.Set(problem)
	show(a.problem, problem != "")
	a.warning.Set(say.say(shown.Warning))
	show(a.warning, !shown.Warning.IsZero())
	enable(a.copy, shown.URL != "")
	enable(a.save, shown.URL != "")
	a.settle()
}

func (a *appswitch) settle() {
	settle(a.columns...)
	a.fit.settle()
	a.w.grown()
}

// saveAs asks where to save the picture, and writes it there.
func (a *appswitch) saveAs() {
	w, shown := a.w, a.w.drawn.Appswitch
	a.ask.saveAs(w, w.keys, w.words.get("window.file_name", "Platform", shown.Platform), ".png", pictureUnsaved, func(to fyne.URIWriteCloser) {
		w.write(to, func(to io.WriteCloser) error { return writePicture(to, shown.URL) }, w.pictureSaved)
	})
}

func pictureUnsaved(err error) desk.Text {
	return desk.Say("problem.picture_unsaved", "Detail", err.Error())
}

// pictureSaved reports whether the picture was saved.
func (w *Window) pictureSaved(name string, err error) {
	if err != nil {
		w.tell(pictureUnsaved(err), true)
		return
	}
	w.tell(desk.Say("appswitch.saved", "File", name), false)
}

// writePicture writes the QR code of an address as a PNG and closes the writer.
func writePicture(to io.WriteCloser, address string) error {
	picture, err := kit.QRImage(address, savedScale)
	if err == nil {
		err = png.Encode(to, picture)
	}
	return closed(to, err)
}
