package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// bigCode is the QR code that opens the MitID app, as large as the screen allows, with a short form
// of the state next to it.
type bigCode struct {
	w        *Window
	qr       *kit.QR
	badge    *kit.Badge
	word     *kit.Text
	platform *kit.Segmented
	does     *kit.Text
	doesNot  *kit.Text
	problem  *kit.Text
	state    *fyne.Container
	side     *fyne.Container
	fit      *fit
	whole    *fyne.Container
	root     fyne.CanvasObject
}

func newBigCode(w *Window, d platformSelector) *bigCode {
	c := &bigCode{w: w, qr: kit.NewQR(), badge: kit.NewBadge("", "")}
	say := w.words
	c.word = kit.NewText("", kit.Style{Size: kit.SizeTitle, Bold: true})
	c.platform = kit.NewSegmented(w.keys, nil, "", d.SelectPlatform)
	c.does, c.doesNot = kit.NewSoft(say.get("appswitch.does")), kit.NewSoft(say.get("appswitch.does_not"))
	c.problem = kit.NewText("", kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
	c.state = kit.NewRow(8, c.badge, c.word)
	c.side = kit.NewColumn(14, c.state, c.platform, c.problem, c.does, c.doesNot)
	c.fit = newFit(c.side)
	c.whole = container.New(square{gap: 20}, c.qr, c.fit.root)
	c.root = c.whole
	return c
}

func (c *bigCode) draw(v *desk.View) {
	say, shown := c.w.words, &v.Appswitch
	writeState(say, &v.Status, c.badge, c.word)
	show(c.badge, v.Status.Badge != desk.BadgeProduction)
	c.platform.SetOptions(options(shown.Platforms, func(id string) string { return say.orRaw("appswitch.platforms.", id, "") }))
	c.platform.SetSelected(shown.Platform)
	problem := say.say(shown.Problem)
	if err := c.qr.Set(shown.URL); err != nil && problem == "" {
		problem = err.Error()
	}
	c.problem.Set(problem)
	show(c.problem, problem != "")
	settle(c.state, c.side)
	c.fit.settle()
	settle(c.whole)
}

// square gives its first object the largest square that fits, up to three fifths of the width, and
// the second one the rest of the width.
type square struct{ gap float32 } // in dp

func (s square) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	edge, gap := min(size.Height, size.Width*0.6), kit.Dp(s.gap)
	place(objects[0], 0, 0, edge, edge)
	place(objects[1], edge+gap, 0, max(size.Width-edge-gap, 0), size.Height)
}

func (s square) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[1].MinSize().Width+kit.Dp(s.gap), 0)
}
