package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"io"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"

	"ringback/ui/desk"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
	"ringback/ui/receipt"
)

// Offsets that align lines with the label of a check box, in dp.
const (
	receiptBox  = 26 // from the box to its label
	receiptDrop = 5  // a box is higher than a line of text
)

// receiptDesk is what a receipt needs of the desk.
type receiptDesk interface {
	AskControlCode() // the outcome has it soon
}

// receiptDialog shows the content of a receipt before it is saved. Details about the person can be
// left out, and whom the operator asked for shown whole.
type receiptDialog struct {
	w        *Window
	of       *desk.Outcome
	whole    receipt.Content
	out      map[receipt.Field]bool // left out
	unmasked map[receipt.Field]bool
	dialog   *kit.Dialog
	facts    *fyne.Container
	values   []*kit.Text // of the facts
	evidence *fyne.Container
	table    *kit.Table
	said     *kit.Text
	save     *kit.Button
	ask      fileAsk // where to save
}

// openReceipt shows the receipt of the outcome on the desk.
func (w *Window) openReceipt() {
	content, ok := receipt.New(w.drawn, w.words.Words, w.made.Version)
	if !ok || w.drawn.Fixed.NoReceipt || w.screen.receipt != nil || w.presented != nil {
		return
	}
	w.desk.AskControlCode()
	say := w.words
	r := &receiptDialog{w: w, of: w.drawn.Outcome, whole: content, out: map[receipt.Field]bool{}, unmasked: map[receipt.Field]bool{}}
	r.dialog = kit.NewDialog(w.window.Canvas(), w.keys, 720, say.get("receipt.heading"))
	keys := r.dialog.Keys()
	r.said = kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped})
	r.facts, r.evidence = kit.NewColumn(6), kit.NewColumn(4)
	contains := say.get("receipt.contains")
	for _, row := range content.Rows {
		r.facts.Add(r.line(keys, row))
		if row.Whole != "" {
			contains += " " + say.get("receipt.unmask")
		}
	}
	objects := []fyne.CanvasObject{kit.NewSoft(contains), kit.NewLine(), kit.NewText(content.Word, kit.Style{Size: kit.SizeHeading, Bold: true, Fit: kit.Wrapped}), r.said, r.facts}
	if len(content.Checks) > 0 {
		r.table = kit.NewTable(content.Headings[0], content.Headings[2], content.Headings[3])
		r.table.SetSpoken(say.spoken())
		objects = append(objects, kit.NewLine(), r.table)
	}
	objects = append(objects, r.evidence)
	for _, note := range append(append([]string{}, content.Notes...), content.Foot...) {
		objects = append(objects, kit.NewCaption(note))
	}
	r.dialog.SetContent(objects...)
	r.save = kit.NewButton(keys, say.get("receipt.save"), "", kit.Primary, r.saveAs)
	r.dialog.SetButtons(kit.NewButton(keys, say.get("button.close"), say.get("key.cancel"), kit.Quiet, r.dialog.Dismiss), r.save)
	r.dialog.OnDismissed(func() { w.screen.receipt = nil })
	w.screen.receipt = r
	r.draw()
	r.dialog.Show()
	w.focus(r.save)
}

// line returns a row of the receipt. Details about the person have a check box.
func (r *receiptDialog) line(keys *kit.Keys, row receipt.Row) fyne.CanvasObject {
	value := kit.NewText(row.Value, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped})
	r.values = append(r.values, value)
	if !row.Personal && row.Whole == "" {
		caption := kit.NewInset(0, 0, 0, receiptBox, kit.NewText(row.Label, kit.Style{Size: kit.SizeRow, Color: kit.ColorSoft}))
		return kit.NewTopRow(16, 1, kit.NewLeast(190, 0, caption), value)
	}
	box := kit.NewCheck(keys, row.Label, func(in bool) {
		if row.Whole != "" {
			r.unmasked[row.Field] = in
		} else {
			r.out[row.Field] = !in
		}
		r.draw()
	})
	box.SetChecked(row.Whole == "")
	return kit.NewTopRow(16, 1, kit.NewLeast(190, 0, box), kit.NewInset(receiptDrop, 0, 0, 0, value))
}

// content returns the receipt as it would be saved now.
func (r *receiptDialog) content() receipt.Content {
	return r.whole.With(chosen(r.unmasked)...).Without(chosen(r.out)...)
}

// chosen returns the fields that are set.
func chosen(set map[receipt.Field]bool) []receipt.Field {
	var fields []receipt.Field
	for field, is := range set {
		if is {
			fields = append(fields, field)
		}
	}
	return fields
}

// follow takes over what became known of the outcome while the dialog is open.
func (r *receiptDialog) follow(v *desk.View) {
	if v.Outcome == r.of {
		return
	}
	if v.Outcome != nil && v.Outcome.Outcome != r.of.Outcome { // recorded, or checked again
		r.dialog.Dismiss()
		return
	}
	r.of = v.Outcome
	if content, ok := receipt.New(*v, r.w.words.Words, r.w.made.Version); ok && len(content.Rows) == len(r.whole.Rows) {
		r.whole = content
		r.draw()
	}
}

// draw shows the receipt without what is left out.
func (r *receiptDialog) draw() {
	content := r.content()
	r.said.Set(content.Sentence)
	for i, row := range r.whole.With(chosen(r.unmasked)...).Rows {
		color := kit.ColorInk
		if r.out[row.Field] {
			color = kit.ColorLine // not on the page
		}
		r.values[i].SetColor(color)
		r.values[i].Set(row.Value)
	}
	r.evidence.RemoveAll()
	for _, row := range content.Evidence {
		label := kit.NewText(row.Label, kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft})
		value := kit.NewText(row.Value, kit.Style{Size: kit.SizeSmall, Mono: true, Fit: kit.Wrapped})
		r.evidence.Add(kit.NewTopRow(16, 1, kit.NewLeast(190, 0, label), value))
	}
	show(r.evidence, len(content.Evidence) > 0)
	if r.table != nil {
		findings := make([]kit.Finding, len(content.Checks))
		for i, check := range content.Checks {
			mark := kit.Passed
			if check.Failed {
				mark = kit.Failed
			} else if i < len(r.w.drawn.Outcome.Checks) {
				mark = kit.Mark(r.w.drawn.Outcome.Checks[i].Result)
			}
			findings[i] = kit.Finding{Mark: mark, Name: check.Name, Expected: check.Expected, Actual: check.Actual}
		}
		r.table.Set(findings)
	}
	r.dialog.Refresh()
}

// saveAs asks where to save the page, and writes it there.
func (r *receiptDialog) saveAs() {
	w := r.w
	regular, bold := fontOf(w, fyne.TextStyle{}), fontOf(w, fyne.TextStyle{Bold: true})
	content := r.content().WithPicture(regular, bold, pictureOf)
	r.ask.saveAs(w, r.dialog.Keys(), content.FileName(w.words.Words), ".pdf", receiptUnsaved, func(to fyne.URIWriteCloser) {
		w.write(to, func(to io.WriteCloser) error { return writeReceipt(to, content, regular, bold) }, w.receiptSaved)
	})
}

// Sizes of a name's picture, in dp, and how many pixels it has for each: enough for paper.
const (
	pictureText  = 16
	pictureEdge  = 2
	pictureScale = 6
)

// pictureOf draws a name in black on white, with all fonts of the window and the system. It is nil
// if they lack one of its letters: boxes could be any letters.
func pictureOf(name string) image.Image {
	lacking := inBlack(string(unicode.MaxRune)) // no font has it
	for _, letter := range name {
		if bytes.Equal(inBlack(string(letter)).Pix, lacking.Pix) {
			return nil
		}
	}
	return inBlack(name)
}

// inBlack draws a text in black on white.
func inBlack(name string) *image.Gray {
	line := canvas.NewText(linebreak.Steady(name), color.Black)
	line.TextSize = pictureText
	white := canvas.NewRectangle(color.White)
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(pictureScale)
	c.SetContent(container.NewStack(white, kit.NewInset(pictureEdge, 0, pictureEdge, 0, line)))
	c.Resize(line.MinSize().AddWidthHeight(pictureEdge, 2*pictureEdge))
	drawn := c.Capture()
	picture := image.NewGray(drawn.Bounds())
	draw.Draw(picture, picture.Bounds(), drawn, drawn.Bounds().Min, draw.Src)
	return picture
}

func receiptUnsaved(error) desk.Text { return desk.Say("receipt.unsaved") }

func fontOf(w *Window, style fyne.TextStyle) []byte {
	return w.app.Settings().Theme().Font(style).Content()
}

// writeReceipt writes the whole page or nothing: an error while drawing leaves no partial file.
func writeReceipt(to io.WriteCloser, content receipt.Content, regular, bold []byte) error {
	var page bytes.Buffer
	err := receipt.Write(&page, content, regular, bold)
	if err == nil {
		_, err = page.WriteTo(to)
	}
	return closed(to, err)
}

// receiptSaved reports whether the receipt was saved.
func (w *Window) receiptSaved(name string, err error) {
	if err != nil {
		w.tell(receiptUnsaved(err), true)
		return
	}
	if w.screen.receipt != nil {
		w.screen.receipt.dialog.Dismiss()
	}
	w.tell(desk.Say("receipt.saved", "File", name), false)
}
