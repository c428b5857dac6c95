package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// answerer approves or refuses on the demo's phone.
type answerer interface {
	Approve()
	Refuse()
}

// phoneDesk is what the demo's phone needs of the desk.
type phoneDesk interface {
	answerer
	scenarioSetter
	StartOver() // as if nobody had been asked yet
}

// phone is the person's phone in demo, with its buttons and the scenario. It is next to the tabs,
// or in one of them.
type phone struct {
	w        *Window
	face     *phoneFace
	scenario *scenarioPick
	over     *kit.Button

	columns []*fyne.Container
	fit     *fit
}

// newPhone returns a phone. A flat one is for a tab: wide and low.
func newPhone(w *Window, d phoneDesk, flat bool) *phone {
	p := &phone{w: w}
	say := w.words
	p.face = newPhoneFace(w,
		kit.NewButton(w.keys, say.get("button.approve"), "", kit.Primary, d.Approve),
		kit.NewButton(w.keys, say.get("button.refuse"), "", kit.Quiet, d.Refuse))
	p.scenario = newScenarioPick(w, d)
	p.over = kit.NewButton(w.keys, say.get("phone.start_over"), "", kit.Plain, d.StartOver)
	control := kit.NewColumn(6, p.scenario.root, p.scenario.explained, kit.NewInset(0, -10, 0, -10, kit.NewRow(0, p.over)))
	if flat {
		p.layFlat(control)
	} else {
		p.stand(control)
	}
	return p
}

// stand lays it out like a phone.
func (p *phone) stand(control *fyne.Container) {
	f := p.face
	face := kit.NewColumn(12, f.organisation, f.question, f.box, layout.NewSpacer(), f.nothing, layout.NewSpacer(), f.approve, f.refuse)
	card := kit.NewPhoneCard(face)
	column := container.New(phoneLayout{card: card, control: control}, card, control)
	p.columns = []*fyne.Container{face, control, column}
	heading := kit.NewHeading(p.w.words.get("phone.heading"))
	p.fit = newFit(container.New(above{gap: 12, head: heading, body: column}, heading, column))
}

// layFlat puts the phone's screen next to its buttons.
func (p *phone) layFlat(control *fyne.Container) {
	f := p.face
	face := kit.NewColumn(8, f.organisation, f.question, f.box, f.nothing)
	buttons := container.NewGridWithColumns(2, f.approve, f.refuse)
	side := kit.NewColumn(12, buttons, control)
	split := container.New(&halves{gap: 24, right: phoneWidth}, face, side)
	p.columns = []*fyne.Container{face, buttons, control, side, split}
	p.fit = newFit(kit.NewInset(2, 0, 0, 0, split))
}

func (p *phone) object() fyne.CanvasObject { return p.fit.root }

func (p *phone) draw(v *desk.View) {
	if v.Phone == nil {
		return
	}
	p.face.draw(v.Phone)
	p.scenario.draw(v.Phone)
	enable(p.over, !v.Locked)
	// otherwise the buttons explain it
	show(p.scenario.explained, !v.Phone.Shown || v.Phone.Scenario != "decide")
	settle(p.columns...)
	p.fit.settle()
}

// phoneLayout makes the card as high as a phone where there is room, and lower otherwise.
type phoneLayout struct {
	card, control fyne.CanvasObject
}

const (
	phoneHeight = 430
	phoneGap    = 20
)

func (l phoneLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	control := heightFor(l.control, size.Width)
	room := max(size.Height-control-dp(phoneGap), heightFor(l.card, size.Width))
	height := min(room, max(dp(phoneHeight), heightFor(l.card, size.Width)))
	l.card.Resize(fyne.NewSize(size.Width, height))
	l.card.Move(fyne.NewPos(0, 0))
	l.control.Resize(fyne.NewSize(size.Width, control))
	l.control.Move(fyne.NewPos(0, height+dp(phoneGap)))
}

func (l phoneLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	card, control := l.card.MinSize(), l.control.MinSize()
	return fyne.NewSize(max(card.Width, control.Width), card.Height+dp(phoneGap)+control.Height)
}

// halves puts two objects next to each other. The right one has a fixed width. Where that leaves
// the left one too little, they are below each other.
type halves struct {
	gap, right float32
	stacked    bool
}

// halvesLeast is the least width of the left one next to the right one.
const halvesLeast = 200

func (h *halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	right, gap := dp(h.right), dp(h.gap)
	left := size.Width - right - gap
	if h.stacked = left < dp(halvesLeast); h.stacked {
		y := heightFor(objects[0], size.Width)
		place(objects[0], 0, 0, size.Width, y)
		place(objects[1], 0, y+gap/2, size.Width, heightFor(objects[1], size.Width))
		return
	}
	objects[0].Resize(fyne.NewSize(left, heightFor(objects[0], left)))
	objects[0].Move(fyne.NewPos(0, 0))
	objects[1].Resize(fyne.NewSize(right, heightFor(objects[1], right)))
	objects[1].Move(fyne.NewPos(left+gap, 0))
}

func (h *halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	left, right := objects[0].MinSize(), objects[1].MinSize()
	if h.stacked {
		return fyne.NewSize(max(left.Width, right.Width), left.Height+dp(h.gap)/2+right.Height)
	}
	return fyne.NewSize(left.Width+dp(h.gap+h.right), max(left.Height, right.Height))
}
