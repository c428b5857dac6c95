package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// formDesk is what the form needs of the desk.
type formDesk interface {
	personHinter
	refiner
	SetCaller(desk.Caller)
	AcknowledgeCall(bool)
	SetText(string)
	NewCode()
	SetIP(string)
	AskSetup() // opens View.Setup for the environment in use, to replace its secret
}

// form is the request that the operator fills in. From Start until Done it is locked and shows what
// was sent.
type form struct {
	w *Window

	heading   *kit.Text
	filledBy  *kit.Text // that somebody should read what an offer filled in
	caller    *kit.Segmented
	ackNote   *kit.Text
	ack       *kit.Check
	person    *field
	paste     *paste
	number    *heldNumber
	token     *field // identifies the person to the provider, where the environment asks for one
	people    *kit.Select
	text      *field
	code      *kit.Text
	newCode   *kit.Button
	coded     *fyne.Container
	sentAs    *kit.Text // the caption of the preview
	texts     *recent
	preview   *kit.Text
	previewed *fyne.Container
	ip        *field
	further   *further
	exact     *exact
	missing   *fyne.Container // the environment isn't set up
	missed    *kit.Text
	setUp     *kit.Button
	why       *kit.Text // why Start doesn't start
	primary   *kit.Button
	cancel    *kit.Button // in one column, where the status can be out of sight
	fold      *kit.Fold   // the line that the locked form is folded to in one column

	mode   mode
	tiny   bool // there is room for a few lines only
	locked bool
	// last had the focus last in the scrolling part; nil before anything had it
	last    fyne.Focusable
	columns []*fyne.Container // inner ones first
	scroll  *fit
	root    fyne.CanvasObject
	foot    *fyne.Container // what stays below it
}

func newForm(w *Window, d formDesk) *form {
	f := &form{w: w}
	say := w.words

	f.caller = kit.NewSegmented(w.keys, []kit.Option{
		{Value: string(desk.TheyCalled), Label: say.get("form.caller.citizen")},
		{Value: string(desk.WeCalled), Label: say.get("form.caller.us")},
	}, string(desk.TheyCalled), func(caller string) {
		f.unlocked(func() { d.SetCaller(desk.Caller(caller)) })
	})
	f.ackNote = kit.NewCaption("")
	f.ack = kit.NewCheck(w.keys, say.get("window.acknowledge"), func(on bool) {
		f.unlocked(func() { d.AcknowledgeCall(on) })
	})

	f.person = newPersonField(w, say.get("form.person.label"), d.SetPerson)
	f.person.takesPaste(desk.FieldPerson, d)
	f.person.entry.OnCopy(func(text string) string { return withoutNumber(&w.drawn, text) })
	f.paste = newPaste(w, d)
	f.number = newHeldNumber(w)
	f.token = newField(w, kit.EntryOptions{Password: true, Mono: true}, say.get("form.hint_token.label"), d.SetHintToken)
	f.people = kit.NewSelect(w.keys, kit.SelectPlain, nil, "", func(person string) {
		f.unlocked(func() { d.SetPerson(person) })
	})

	f.text = newField(w, kit.EntryOptions{Rows: 4, Grows: true}, say.get("form.text.label"), d.SetText)
	f.text.takesPaste(desk.FieldText, d)
	f.code = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Wrapped})
	f.newCode = kit.NewButton(w.keys, say.get("button.new_code"), "", kit.Plain, func() { f.unlocked(d.NewCode) })
	f.coded = kit.NewStretchRow(8, 0, f.code, f.newCode)
	f.texts = newRecent(w, f.text, say.get("recent.texts"), d.SetText)
	f.preview = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	f.sentAs = kit.NewCaption("")
	f.previewed = kit.NewColumn(2, f.sentAs, f.preview)

	f.ip = newField(w, kit.EntryOptions{Mono: true}, say.get("form.ip.label"), d.SetIP)
	f.ip.takesPaste(desk.FieldIP, d)
	f.text.entry.SetPlaceHolder(say.get("form.text.placeholder"))
	f.ip.entry.SetPlaceHolder(say.get("form.ip.placeholder"))
	f.further = newFurther(f, d)
	f.exact = newExact(f)

	f.why = kit.NewCaption("")
	f.missed = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	f.setUp = kit.NewButton(w.keys, say.get("button.set_up"), "", kit.Quiet, d.AskSetup)
	f.missing = kit.NewStretchRow(12, 0, f.missed, f.setUp)
	f.primary = kit.NewButton(w.keys, say.get("button.start"), say.key("start"), kit.Primary, w.primary)
	f.cancel = kit.NewButton(w.keys, say.get("button.cancel"), say.get("key.cancel"), kit.Danger, w.cancel)
	f.fold = kit.NewFold(w.keys, say.get("form.heading"), kit.NewColumn(0), func(bool) { w.screen.drawParts(&w.drawn) })
	f.fold.Hide()

	f.onEnter()

	call := kit.NewColumn(12, f.caller, f.ackNote, f.ack)
	person := kit.NewColumn(4, f.person.root, f.number.root, f.paste.root, f.people)
	text := kit.NewColumn(6, f.text.root, f.coded, f.texts.root, f.previewed)
	fields := kit.NewColumn(16, call, person, f.token.root, text, f.ip.root, f.further.root, f.exact.root)
	f.columns = []*fyne.Container{f.coded, f.previewed, call, person, text, fields}
	f.scroll = newFit(fields)
	body := kit.NewInset(0, 20, 0, 20, f.scroll.root)
	f.foot = container.New(&footing{form: f}, kit.NewColumn(12, f.missing, kit.NewColumn(6, f.why, f.primary, f.cancel)))
	f.heading, f.filledBy = kit.NewHeading(""), kit.NewCaption("")
	title := kit.NewColumn(2, f.heading, f.filledBy)
	head := kit.NewInset(20, 20, 12, 20, title)
	pane := container.New(above{head: head, body: body}, head, body)
	f.columns = append(f.columns, title, pane, f.foot)
	f.root = kit.NewSurface(kit.ColorCard, pane)
	return f
}

// unlocked passes on what the operator did, unless the form is locked. The desk refuses it too.
func (f *form) unlocked(do func()) {
	if !f.w.drawn.Locked {
		do()
	}
}

// focusPerson focuses the first field of the next request.
func (f *form) focusPerson() {
	f.w.window.Canvas().Focus(f.person.entry)
}

func (f *form) draw(v *desk.View) {
	say, form := f.w.words, &v.Form

	f.drawHeading(v)
	f.ackNote.Set(say.get(v.Environment.Key("form.caller.us_note")))
	f.caller.SetSelected(string(form.Caller))
	enable(f.caller, !v.Locked)
	show(f.ackNote, form.Caller == desk.WeCalled)
	show(f.ack, form.Caller == desk.WeCalled)
	f.ack.SetChecked(form.CallerAck)
	enable(f.ack, !v.Locked)

	f.person.name(personCaption(say, v))
	f.person.draw(form.Person, v.Locked, belowPerson(say, v))
	f.paste.draw(v)
	f.number.draw(v)
	f.drawToken(v)
	f.drawPeople(v)

	f.text.name(say.get(v.Environment.Key("form.text.label")))
	f.text.draw(form.Text, v.Locked, below{})
	required, counted := say.get("form.required"), say.get("form.text.counter", "Length", form.TextUnits, "Limit", form.TextLimit)
	if v.Locked {
		required = ""
	} else {
		counted = required + " · " + counted
	}
	f.text.remark(counted)
	for _, field := range []*field{f.person, f.token, f.ip} {
		field.remark(required)
	}
	f.person.example(say.get(v.Environment.Key("form.person.placeholder")))
	f.drawCode(v)
	f.sentAs.Set(say.get(v.Environment.Key("form.text.preview")))
	f.texts.draw(v.Recent.Texts, v.Locked)
	f.preview.Set(form.Preview)
	show(f.previewed, form.Preview != "" && form.Preview != form.Text.Value)

	var note below
	if form.IPIsExample {
		note.text = say.get("form.ip.documentation")
	}
	f.ip.draw(form.IP, v.Locked, note)
	show(f.ip.root, !form.IPFolded && form.Has(desk.FieldIP))
	show(f.further.root, form.Has(desk.FieldAction))
	f.further.draw(v)
	f.exact.draw(v)

	f.drawPrimary(v)
	f.settle()
}

// drawHeading says who filled in the form, until Start.
func (f *form) drawHeading(v *desk.View) {
	f.heading.Set(formHeading(f.w.words, v))
	show(f.filledBy, v.Form.FilledBy != "")
	f.filledBy.Set(f.w.words.get("form.filled.check"))
}

// formHeading returns the heading of a request.
func formHeading(say words, v *desk.View) string {
	if v.Form.FilledBy != "" {
		return say.get("form.filled." + string(v.Form.FilledBy))
	}
	return say.get("form.heading")
}

// personCaption returns the caption of the person's field in this environment.
func personCaption(say words, v *desk.View) string {
	if v.Form.PersonClaim != "" {
		return say.get("form.person.claim", "Claim", v.Form.PersonClaim)
	}
	if v.Form.Has(desk.FieldCPR) {
		return say.get("form.person.label_cpr")
	}
	return say.get(v.Environment.Key("form.person.label"))
}

// belowPerson returns the note under the person's field while it has no problem.
func belowPerson(say words, v *desk.View) below {
	switch {
	case !v.Form.PersonAskedUntil.IsZero():
		return below{problem, say.get("guard.open", "Until", desk.Until(v.Form.PersonAskedUntil))}
	case !v.Form.Born.IsZero():
		return below{valid, say.get("form.person.born", "Date", desk.Day(v.Form.Born))}
	case v.Form.Has(desk.FieldUUID) && v.Form.Person.Valid && v.Form.Person.Value != "":
		return below{valid, say.get("form.person.valid")}
	case v.Form.Has(desk.FieldUUID):
	case v.Form.PersonClaim == "":
		return below{problem, say.get("form.person.no_claim")}
	case !v.Locked:
		return below{text: say.get("form.person.exactly")}
	}
	return below{}
}

// drawToken shows the token's field where the environment identifies the person by a token.
func (f *form) drawToken(v *desk.View) {
	show(f.token.root, v.Form.TokenHint != "")
	var note below
	if !v.Locked {
		note.text = f.w.words.get("form.hint_token.note", "Hint", v.Form.TokenHint)
	}
	f.token.draw(dotted(v.Form.Token), v.Locked, note)
}

// dotted returns a secret field for its entry, which shows dots.
func dotted(f desk.SecretField) desk.Field {
	return desk.Field{Value: f.Value.Reveal(), Problem: f.Problem, Valid: f.Valid}
}

func (f *form) settle() {
	settle(f.columns...)
	f.scroll.settle()
	f.w.grown()
}

// moveFocus takes the focus out of a field that is being locked: nothing can be typed there, and a
// blinking caret costs as much as everything else that happens while waiting. If the user returns
// to the field, to copy or with the Tab key, the focus stays. After Done the person's field gets
// the focus; in a small window it was out of sight until then, and what is can't have the focus.
func (f *form) moveFocus(v *desk.View) {
	begun, done := !f.locked && v.Locked, f.locked && !v.Locked
	f.locked = v.Locked
	if done {
		f.token.entry.Password = true // the user may have made it visible
		f.token.entry.Refresh()
		f.focusPerson()
		f.scroll.to(0)
		return
	}
	entry, ok := f.w.window.Canvas().Focused().(*kit.Entry)
	if begun && ok && slices.Contains(f.entries(), entry) {
		f.w.window.Canvas().Unfocus()
	}
}

// reveal scrolls the focused widget into view.
func (f *form) reveal(focused fyne.CanvasObject) {
	if f.scroll.scrolls() {
		revealIn(f.scroll.scroll, focused)
	}
}

// revealInCard scrolls a card that has less room than it needs to a focused widget in it.
func (w *Window) revealInCard(o fyne.CanvasObject) {
	for _, around := range kit.PathTo(w.window.Content(), o) {
		scroll, is := around.(*container.Scroll)
		if is && scroll != w.screen.frame.page && o.Size().Height <= scroll.Size().Height {
			revealIn(scroll, o)
		}
	}
}

// revealIn scrolls to an object, with what is above and below it.
func revealIn(scroll *container.Scroll, o fyne.CanvasObject) {
	at := kit.TopIn(scroll, o)
	top, bottom, seen := at-dp(revealed), at+o.Size().Height+dp(revealed), scroll.Size().Height
	switch {
	case bottom-top > seen || top < scroll.Offset.Y:
		scroll.ScrollToOffset(fyne.NewPos(0, max(top, 0)))
	case bottom > scroll.Offset.Y+seen:
		scroll.ScrollToOffset(fyne.NewPos(0, min(bottom, scroll.Content.Size().Height)-seen))
	}
}

// revealed is how much is visible above and below the focused widget, in dp: its caption and its
// problem.
const revealed = 28

// holds reports whether an object is in the scrolling part of the form.
func (f *form) holds(o fyne.CanvasObject) bool { return holds(f.scroll.content, o) }

// holds reports whether an object is another one, or in it.
func holds(all, o fyne.CanvasObject) bool { return kit.PathTo(all, o) != nil }

// unfocusIn takes the focus out of what goes out of sight.
func (w *Window) unfocusIn(all fyne.CanvasObject) {
	canvas := w.window.Canvas()
	if focused, ok := canvas.Focused().(fyne.CanvasObject); ok && holds(all, focused) {
		canvas.Unfocus()
	}
}

func (f *form) entries() []*kit.Entry {
	return []*kit.Entry{f.person.entry, f.token.entry, f.text.entry, f.ip.entry, f.further.caseNumber.entry, f.further.returnURL.entry}
}

// unfolded draws what was unfolded and scrolls it into view.
func (f *form) unfolded(which **fyne.Container) func(open bool) {
	return func(open bool) {
		f.draw(&f.w.drawn)
		if open {
			f.scroll.to((*which).Position().Y)
		}
	}
}

// drawPeople offers the demo's people, so that users needn't make up somebody.
func (f *form) drawPeople(v *desk.View) {
	if v.Phone == nil || v.Locked {
		f.people.Hide()
		return
	}
	all := []kit.Option{{Label: f.w.words.get("phone.fictional")}}
	people, at := fictionals(v)
	for _, person := range people {
		all = append(all, kit.Option{Value: person.Value, Label: f.w.words.get("form.person.fictional", "Name", person.Name)})
	}
	picked := ""
	if at >= 0 {
		picked = people[at].Value
	}
	f.people.SetOptions(all)
	f.people.SetSelected(picked)
	f.people.Show()
}

// drawCode shows what the code is for, as long as a new one can be made.
func (f *form) drawCode(v *desk.View) {
	key := "form.code.note"
	color := kit.ColorSoft
	if v.Form.Code == "" {
		key, color = "form.text.code_missing", kit.ColorInk
	}
	f.code.Set(f.w.words.get(key))
	f.code.SetColor(color)
	show(f.coded, !v.Locked)
}

// drawPrimary makes the one big button Start or Done.
func (f *form) drawPrimary(v *desk.View) {
	label := "button.start"
	if v.State == desk.Ended {
		label = "button.done"
	}
	f.primary.Set(f.w.words.get(label), f.w.words.key("start"))
	enable(f.primary, v.State == desk.Idle && !v.Form.Resting || v.CanDone)
	f.primary.Subdue(v.State == desk.Idle && !v.CanStart)
	cancels := f.mode == modeNarrow && v.CanCancel
	if cancels && !f.cancel.Visible() {
		f.cancel.Asks() // it is where Start was
	}
	show(f.cancel, cancels)
	waits := v.Locked && v.State != desk.Ended
	show(f.primary, !waits || f.mode != modeNarrow && f.mode != modeLow)
	show(f.foot, f.primary.Visible() || f.cancel.Visible())

	notSetUp := v.State == desk.Idle && v.Secret.Needed && v.Secret.Source == ""
	show(f.missing, notSetUp)
	if notSetUp {
		sentence := "secret.absent"
		if v.Environment.Badge == desk.BadgeProduction {
			sentence = "production.not_set_up"
		}
		f.missed.Set(f.w.words.get(sentence))
	}
	f.why.Set(f.w.words.say(v.Missing.Text))
	show(f.why, !notSetUp && !v.Missing.Text.IsZero())
}
