package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// Sizes of the decoder's dialog, in dp. It is as wide and as high as the window allows, so that it
// covers the outcome that it must not be mistaken for.
const (
	decoderWidest = 1120
	decoderLeast  = 860
	decoderMargin = 96 // left and right of it, together
	decoderChrome = 372
	decoderLow    = 110
)

// entryWhole is how many characters of a token its field shows. Fyne lays out a whole text whenever
// it changes, which takes a second for the 64 kB that a token may have.
const (
	entryWhole     = 4000
	entryBeginning = 300
)

// decodedClaimWidth is how many characters fit next to a claim's name in the dialog.
const decodedClaimWidth = 78

// decoderDesk is what the decoder needs of the desk.
type decoderDesk interface {
	OpenDecoder() // opens View.Decoded
	CloseDecoder()
	Decode(text string)
	DecodeExample()
	CheckDecoded() // checks its signature with the keys of the issuer in use
}

// decoder is the dialog that decodes a pasted token. It has no outcome: nothing in it is green or
// red, and while it is open the window shows no outcome.
type decoder struct {
	desk   decoderDesk
	w      *Window
	dialog *kit.Dialog
	page   *desk.Decoded // drawn last
	now    time.Time

	entry *kit.Entry
	// refuse is the note about the last paste: that it was refused, or isn't shown in full
	refuse string
	stays  bool // … and the previous content was kept
	width  float32
	note   *kit.Text
	clear  *kit.Button
	sample *kit.Button // shows the example
	token  *claimList
	empty  *kit.Text
	room   room
	check  *kit.Button
	copy   *kit.Button
	close  *kit.Button
	column []fyne.CanvasObject
}

// openDecoder asks the desk for its decoder.
func (w *Window) openDecoder() {
	w.screen.decoderAway = false
	w.desk.OpenDecoder()
}

func newDecoder(w *Window, d decoderDesk, v *desk.View) *decoder {
	o := &decoder{w: w, desk: d}
	say := w.words
	o.width = min(max(w.sizeInDp().Width-decoderMargin, decoderLeast), decoderWidest)
	o.dialog = kit.NewDialog(w.window.Canvas(), w.keys, o.width, say.get("decoded.heading"))
	keys := o.dialog.Keys()

	neutral, _ := kit.ToneColor(kit.ToneNeutral)
	notice := kit.NewNotice(kit.ToneNeutral, kit.NewInset(-4, 0, -4, 0,
		kit.NewText(say.get("decoded.notice"), kit.Style{Size: kit.SizeRow, Bold: true, Color: neutral, Fit: kit.Wrapped})))
	o.entry = kit.NewEntry(keys, kit.EntryOptions{Rows: 2, Mono: true, Small: true, Limit: entryWhole, Replaced: true}, func(text string) {
		o.refuse, o.stays = "", false
		d.Decode(text)
	})
	o.entry.SetPlaceHolder(say.get("decoded.placeholder"))
	o.entry.OnPaste(o.pasted)
	o.clear = kit.NewButton(keys, say.get("decoded.clear"), "", kit.Plain, o.forget)
	o.sample = kit.NewButton(keys, say.get("decoded.example"), "", kit.Plain, o.example)
	o.note = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Wrapped})
	field := kit.NewColumn(6,
		kit.NewStretchRow(8, 0, kit.NewCaption(say.get("decoded.token")), o.sample, o.clear),
		o.entry, o.note)

	o.token = newClaimList(w, keys, decodedClaimWidth, func() { o.list(true) })
	o.empty = kit.NewSoft("")
	stage := container.New(&o.room, o.token.rows, kit.NewColumn(0, o.empty))
	o.column = []fyne.CanvasObject{notice, field, kit.NewLine(), kit.NewInset(0, 8, 0, 8, stage)}

	o.check = kit.NewButton(keys, say.get("decoded.check_signature"), "", kit.Quiet, d.CheckDecoded)
	o.copy = newCopyButton(w, keys, say.get("claims.copy_all"), kit.Quiet, func() string { return plainDecoded(say, o.page) })
	o.close = kit.NewButton(keys, say.get("button.close"), say.get("key.cancel"), kit.Quiet, o.dialog.Dismiss)
	o.dialog.OnDismissed(func() {
		w.screen.decoder, w.screen.decoderAway = nil, true
		d.CloseDecoder()
		w.screen.uncover(&w.drawn)
	})
	o.dialog.SetButtons(o.check, o.copy, o.close)
	o.draw(v)
	o.dialog.Show()
	w.focus(o.entry)
	return o
}

// pasted replaces the content of the field with the clipboard's. The clipboard can hold anything of
// any size, so its size is checked before Fyne gets any of it.
func (o *decoder) pasted(text string, _ func(string)) {
	say := o.w.words
	o.refuse, o.stays = "", false
	switch size := len(text); {
	case size > desk.TokenLimit:
		o.refuse, o.stays = say.get("decoded.too_long", "Size", say.Size(size), "Limit", say.Size(desk.TokenLimit)), true
		o.say()
		return
	case size > entryWhole:
		o.refuse = say.get("decoded.beginning", "Size", say.Size(size))
		o.entry.Set(oneLine(text, entryBeginning) + "…")
		o.entry.SetLocked(true) // typing into the beginning of a token would not make a token
	default:
		o.entry.SetLocked(false)
		o.entry.Set(oneLine(text, size))
	}
	o.desk.Decode(text)
	o.say()
}

// oneLine returns the first letters of a text on one line, as the field can show it.
func oneLine(text string, letters int) string {
	text = strings.ToValidUTF8(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(text), "�")
	if whole := []rune(text); len(whole) > letters {
		return string(whole[:letters])
	}
	return text
}

// forget empties the field.
func (o *decoder) forget() {
	o.refuse, o.stays = "", false
	o.entry.SetLocked(false)
	o.entry.Set("")
	o.desk.Decode("")
	o.w.focus(o.entry)
}

// example shows the genuine token from the broker's documentation.
func (o *decoder) example() {
	o.refuse, o.stays = "", false
	o.entry.SetLocked(false)
	o.entry.Set(desk.ExampleToken())
	o.desk.DecodeExample()
}

// draw shows a view. If the token is the one already shown, the list keeps its place.
func (o *decoder) draw(v *desk.View) {
	before := o.page
	o.page, o.now = v.Decoded, v.Now
	say := o.w.words
	o.check.Set(say.get("decoded.check_signature"), "")
	enable(o.check, o.page.CanCheck && !o.page.Checking)
	enable(o.copy, o.page.HeaderJSON != "" || o.page.PayloadJSON != "")
	same := before != nil && before.HeaderJSON == o.page.HeaderJSON && before.PayloadJSON == o.page.PayloadJSON && before.Problem.Key == o.page.Problem.Key
	if !same {
		clear(o.token.open)
	}
	o.list(same)
	o.say()
}

// list shows the token, or why there is none.
func (o *decoder) list(same bool) {
	say, p := o.w.words, o.page
	as := look{now: o.now, mark: say.get("decoded.notice")}
	lines := parts(o.checks(as), o.part("header", say.get("claims.header"), &p.Header, as),
		o.part("payload", say.get("claims.payload"), &p.Payload, as), o.signature(as))
	o.token.set(lines, same)
	o.empty.Set("")
	if len(lines) == 0 && p.Problem.IsZero() {
		o.empty.Set(say.get("decoded.nothing"))
	}
	show(o.token.rows, len(lines) > 0)
}

// part returns the rows of the header or payload, or the raw text where it can't be parsed.
func (o *decoder) part(name, heading string, part *desk.Part, as look) []tokenLine {
	if part.Problem.IsZero() {
		return o.token.claims(name, heading, part.Claims, as)
	}
	lines := []tokenLine{headed(heading), {row: kit.Row{Text: o.w.words.say(part.Problem)}}}
	for _, line := range part.Lines {
		lines = append(lines, tokenLine{row: kit.Row{Text: line, Mono: true, Color: kit.ColorSoft, Copy: marked(line, as)}})
	}
	return lines
}

// signature returns the rows of the third part.
func (o *decoder) signature(as look) []tokenLine {
	say, p := o.w.words, o.page
	if p.Empty || !p.Problem.IsZero() {
		return nil
	}
	none := say.get("decoded.result.skip")
	if n := len(p.Checks); n > 0 && p.Checks[n-1].Result == "fail" {
		none = say.get("claims.signature.no_key")
	}
	lines := o.token.signature(&p.Signature, none, as)
	if !p.SignatureProblem.IsZero() {
		lines = append(lines, tokenLine{row: kit.Row{Text: say.say(p.SignatureProblem)}})
	}
	return lines
}

// checks returns what can be checked of a token without a request. It uses words, and no marks or
// colours.
func (o *decoder) checks(as look) []tokenLine {
	say := o.w.words
	if len(o.page.Checks) == 0 {
		return nil
	}
	lines := []tokenLine{headed(say.get("decoded.checks"))}
	for _, check := range o.page.Checks {
		texts := []string{say.get("decoded.result." + check.Result)}
		switch found := say.value(check.Actual); {
		case !check.Actual.Time.IsZero():
			texts = append(texts, say.Moment(check.Actual.Time, as.now), say.Distance(check.Actual.Time, as.now))
		case check.Result == "fail" && found != "":
			texts = append(texts, found)
			if expected := say.value(check.Expected); expected != "" {
				texts = append(texts, say.get("decoded.expected", "Expected", expected))
			}
		}
		row := kit.Row{Lead: say.orRaw("decoded.check.", check.ID, "")}
		row.Copy = marked(row.Lead+": "+strings.Join(texts, "  ·  "), as)
		for _, text := range joined(texts, "  ·  ", o.token.width) {
			row.Text = text
			lines, row.Lead = append(lines, tokenLine{row: row}), ""
		}
	}
	return lines
}

// say writes the notes about the pasted text below the field.
func (o *decoder) say() {
	say, p := o.w.words, o.page
	var texts []string
	add := func(text string) {
		if text != "" {
			texts = append(texts, text)
		}
	}
	add(o.refuse)
	if !o.stays {
		for _, taken := range p.Taken {
			add(say.say(taken))
		}
		add(say.say(p.Problem))
		if p.Problem.IsZero() && len(p.Checks) > 0 {
			against := o.w.drawn.Environment
			if p.Example != nil {
				add(say.get("decoded.example_note"))
				against = *p.Example
			}
			add(say.get("decoded.against", "Environment", say.environment(against)) + ".")
		}
		add(say.say(p.Why))
		if p.Checking {
			add(say.get("decoded.checking"))
		}
	}
	o.note.Set(strings.Join(texts, " "))
	show(o.note, len(texts) > 0)
	o.lay()
}

// lay gives the list the remaining height.
func (o *decoder) lay() {
	left := o.w.window.Canvas().Size().Height - dp(decoderChrome)
	if o.note.Visible() {
		left -= heightFor(o.note, dp(o.width-2*20)) + dp(6) // the padding of the dialog
	}
	o.room.height = o.token.rows.Whole(max(left, dp(decoderLow)))
	o.dialog.SetContent(o.column...)
}

// plainDecoded returns the token as text for the clipboard. Its first line says that it isn't
// verified.
func plainDecoded(say words, p *desk.Decoded) string {
	return say.get("decoded.copied") + "\n\n" + p.HeaderJSON + "\n" + p.PayloadJSON + "\n"
}
