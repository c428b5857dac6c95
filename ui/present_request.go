package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// personHinter sets the person to ask, and the token that identifies them to the provider.
type personHinter interface {
	personSetter
	SetHintToken(string)
}

// bigRequestDesk is what the request on a big screen needs of the desk.
type bigRequestDesk interface {
	personHinter
	scenarioSetter
}

// bigRequest is the request on a big screen: person and text. Outside demo the next person's UUID
// can be pasted here without becoming visible.
type bigRequest struct {
	w        *Window
	badge    *kit.Badge
	word     *kit.Text
	sentence *kit.Text
	facts    *facts
	person   *field
	token    *field
	text     *kit.SayBox
	start    *kit.Button
	people   *kit.Select
	scenario *scenarioPick
	demo     *fyne.Container
	columns  []*fyne.Container
	yields   *yielding
	fit      *fit
	root     fyne.CanvasObject
}

func newBigRequest(w *Window, d bigRequestDesk) *bigRequest {
	r := &bigRequest{w: w}
	say := w.words
	r.badge = kit.NewBadge("", "")
	r.word = kit.NewText("", kit.Style{Size: kit.SizeState, Bold: true})
	r.sentence = kit.NewSoft("")
	r.facts = newFacts(w)
	r.person = newField(w, kit.EntryOptions{Password: true, Mono: true}, say.get("form.person.label"), d.SetPerson)
	r.person.takesPaste(desk.FieldPerson, d)
	r.token = newField(w, kit.EntryOptions{Password: true, Mono: true}, say.get("form.hint_token.label"), d.SetHintToken)
	r.text = kit.NewSayBox()
	r.start = kit.NewButton(w.keys, say.get("button.start"), say.key("start"), kit.Primary, w.primary)

	r.people = kit.NewSelect(w.keys, kit.SelectField, nil, "", func(person string) {
		if !w.drawn.Locked {
			d.SetPerson(person)
		}
	})
	r.scenario = newScenarioPick(w, d)
	scenario := kit.NewColumn(6, r.scenario.root, r.scenario.explained)
	r.demo = container.New(evenly{gap: 12}, kit.NewField(say.get("check.person.name"), r.people), scenario)

	title := container.New(&titled{w: w}, r.badge, r.word)
	words := kit.NewColumn(0, title, r.sentence)
	head := kit.NewStretchRow(11, 1, kit.NewTile("phone", kit.ToneNeutral), words, r.start)
	column := kit.NewColumn(14, head, r.facts.root, r.person.root, r.token.root, r.text, r.demo)
	r.columns = []*fyne.Container{title, words, head, scenario, r.demo, column}
	r.fit = newFit(column)
	r.root = kit.NewCard(r.fit.root)
	r.yields = &yielding{card: r.root, columns: r.columns, fit: r.fit}
	return r
}

func (r *bigRequest) draw(v *desk.View) {
	if v.State != desk.Idle {
		return
	}
	say := r.w.words
	r.badge.Set(say.badge(v.Environment.Badge), string(v.Environment.Badge))
	r.word.Set(say.get("form.heading"))
	sentence := say.say(v.Status.Sentence)
	if why := r.w.drawn.Missing.Text; !why.IsZero() {
		sentence = say.say(why)
	}
	if v.Form.FilledBy != "" { // too long for a heading of this size
		sentence = formHeading(say, v) + ". " + sentence
	}
	r.sentence.Set(sentence)
	r.start.Subdue(!v.CanStart)
	show(r.sentence, r.w.touring == nil) // during the tour nobody fills anything in
	show(r.start, r.w.touring == nil)
	r.text.Set(say.get(v.Environment.Key("form.text.label")), v.Form.Text.Value, v.Form.Code)

	inDemo := v.Phone != nil
	show(r.demo, inDemo && r.w.touring == nil)
	show(r.person.root, !inDemo)
	r.person.name(personCaption(say, v))
	show(r.token.root, v.Form.TokenHint != "")
	r.facts.set(r.asked(v)...)
	show(r.facts.root, len(r.facts.shown) > 0)
	if inDemo {
		r.drawDemo(v)
	} else {
		// The entry holds what was typed, as dots; the view here may be masked.
		person := r.w.drawn.Form.Person
		person.Problem = v.Form.Person.Problem
		r.person.draw(person, v.Locked, below{})
		r.token.draw(dotted(r.w.drawn.Form.Token), v.Locked, below{})
	}
	show(r.scenario.explained, true)
	settle(r.columns...)
	r.yields.note(part{r.scenario.explained, nil}, part{r.facts.root, nil}, part{r.sentence, nil})
	r.fit.settle()
}

// asked returns who will be asked. The name is known in demo only.
func (r *bigRequest) asked(v *desk.View) []fact {
	say := r.w.words
	if v.Phone == nil {
		if v.Form.Person.Value == "" || v.Form.Person.Value == dots {
			return nil // the field below shows it
		}
		value := v.Form.Person.Value
		if number := v.Form.CPR; !number.IsZero() { // even if the operator reveals what is masked
			value = number.Masked()
		}
		return []fact{{caption: personCaption(say, v), value: value}}
	}
	people, at := fictionals(v)
	if at < 0 {
		return nil
	}
	label := "form.person.label"
	if !v.Form.CPR.IsZero() {
		label = "form.cpr.label"
	}
	return []fact{{say.get(label), v.Form.Person.Value}, {say.get("result.name"), say.get("form.person.fictional", "Name", people[at].Name)}}
}

// mask hides the field's content again if it was made visible.
func (r *bigRequest) mask() {
	r.person.entry.Password = true
	r.person.entry.Refresh()
	r.token.entry.Password = true
	r.token.entry.Refresh()
}

func (r *bigRequest) drawDemo(v *desk.View) {
	people, at := fictionals(v)
	all, picked := make([]kit.Option, len(people)), ""
	for i, person := range people {
		all[i] = kit.Option{Value: person.Value, Label: person.Name}
		if i == at {
			picked = person.Value
		}
	}
	r.people.SetOptions(all)
	r.people.SetSelected(picked)
	r.scenario.draw(v.Phone)
}

// evenly puts objects of equal width next to each other.
type evenly struct{ gap float32 } // in dp

func (e evenly) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := kit.Dp(e.gap)
	width := (size.Width - gap*float32(len(objects)-1)) / float32(len(objects))
	for i, o := range objects {
		place(o, float32(i)*(width+gap), 0, width, heightFor(o, width))
	}
}

func (e evenly) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for _, o := range objects {
		size := o.MinSize()
		least.Width += size.Width + kit.Dp(e.gap)
		least.Height = max(least.Height, size.Height)
	}
	return least
}
