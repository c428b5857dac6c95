package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// The tabs, in order.
const (
	tabResult    = "result"
	tabClaims    = "claims"
	tabAppswitch = "appswitch"
	tabCourse    = "course"
	tabNetwork   = "network"
	tabPhone     = "phone"
)

// panel is the content of a tab.
type panel interface {
	object() fyne.CanvasObject
	draw(*desk.View)
}

// tabs is the card with the panels. It draws the visible one.
type tabs struct {
	w      *Window
	strip  *kit.Tabs
	all    []string
	makes  map[string]func() panel
	panels map[string]panel // those that have been open: a start makes only one
	stage  *fyne.Container
	card   *fyne.Container // strip and stage
	root   fyne.CanvasObject

	offered []string // the tabs in the strip
	open    string
	// by the user: then no tab is opened automatically until the state changes
	picked  bool
	state   desk.State // that was drawn last
	wide    bool       // the phone is next to the tabs
	tight   bool       // there is little room
	coursed bool       // the course stands beside them

	barred []string          // never offered
	see    func() *desk.View // returns the view that an opened tab shows
	turned func(tab string)  // called when a tab was opened; may be nil
}

func newTabs(w *Window) *tabs {
	t := &tabs{
		w:    w,
		all:  []string{tabResult, tabClaims, tabAppswitch, tabCourse, tabNetwork, tabPhone},
		open: tabResult, wide: true, state: desk.Idle,
		see: func() *desk.View { return &w.drawn },
	}
	t.panels = make(map[string]panel)
	t.makes = map[string]func() panel{
		tabResult:    func() panel { return newResult(w) },
		tabClaims:    func() panel { return newClaims(w) },
		tabAppswitch: func() panel { return newAppswitch(w, w.desk) },
		tabCourse:    func() panel { return newCourse(w, t) },
		tabNetwork:   func() panel { return newNetwork(w, w.desk) },
		tabPhone:     func() panel { return newPhone(w, w.desk, true) },
	}
	t.strip = kit.NewTabs(w.keys, nil, t.open, func(tab string) {
		t.picked = true
		t.turnTo(tab)
	})
	t.stage = container.NewStack()
	t.card = container.New(edged{&t.tight}, container.New(above{gap: 12, head: t.strip, body: t.stage}, t.strip, t.stage))
	t.root = kit.NewCard(kit.NewInset(-6, 0, -4, 0, t.card))
	return t
}

// arrange adapts the card to an arrangement of the window.
func (t *tabs) arrange(to turned) {
	t.wide, t.tight = to.beside, to.tight()
	t.card.Refresh()
}

// panel returns the content of a tab, and makes it if the tab hasn't been open.
func (t *tabs) panel(tab string) panel {
	p, made := t.panels[tab]
	if !made {
		p = t.makes[tab]()
		t.panels[tab] = p
	}
	return p
}

func (t *tabs) draw(v *desk.View) {
	done := v.State == desk.Idle && t.state != desk.Idle
	t.offer(v)
	t.follow(v.State)
	t.panel(t.open).draw(v)
	if done { // hidden panels drop what they showed, too
		for tab, panel := range t.panels {
			if tab != t.open {
				panel.draw(v)
			}
		}
	}
}

// offer shows the available tabs: none that the policy hides, Appswitch only for MitID, Network
// unless it is hidden, and Phone only in a narrow window.
func (t *tabs) offer(v *desk.View) {
	offered := slices.DeleteFunc(slices.Clone(t.all), func(tab string) bool {
		return slices.Contains(t.barred, tab) || v.Fixed.Hides(tab) || tab == tabAppswitch && len(v.Appswitch.Platforms) == 0 || tab == tabNetwork && v.Settings.HideNetwork || tab == tabPhone && (v.Phone == nil || t.wide)
	})
	if slices.Equal(offered, t.offered) {
		return
	}
	t.offered = offered
	strip := options(offered, func(tab string) string { return t.w.words.get("tab." + tab) })
	for i := range strip {
		strip[i].Hint = t.w.words.tabKey(strip[i].Value)
	}
	t.strip.SetOptions(strip)
	if !t.offers(t.open) {
		t.open = ""
		t.turnTo(t.natural(v.State))
	}
}

// follow opens the tab for a new state: the course while waiting, then the result.
func (t *tabs) follow(state desk.State) {
	before := t.state
	t.state = state
	if state == before {
		if len(t.stage.Objects) == 0 {
			t.stageOpen()
		}
		return
	}
	if before == desk.Idle || state == desk.Idle {
		t.picked = false
	}
	if t.picked {
		return
	}
	t.turnTo(t.natural(state))
}

// natural returns the tab for a state. In a narrow window in demo, that is the phone while waiting,
// because its buttons must be pressed.
func (t *tabs) natural(state desk.State) string {
	switch {
	case state == desk.Idle || state == desk.Ended || t.coursed:
		return tabResult
	case slices.Contains(t.offered, tabPhone):
		return tabPhone
	case t.offers(tabCourse):
		return tabCourse
	default:
		return tabResult
	}
}

// turnTo opens a tab.
func (t *tabs) turnTo(tab string) {
	if tab == t.open && len(t.stage.Objects) > 0 {
		return
	}
	t.leave()
	t.open = tab
	t.strip.SetSelected(tab)
	t.stageOpen()
	t.panel(tab).draw(t.see())
	if t.w.screen != nil {
		t.w.screen.layOut()
	}
	if t.turned != nil {
		t.turned(tab)
	}
}

// leave hides what was revealed in the open tab before another one is opened.
func (t *tabs) leave() {
	if t.open == tabNetwork {
		t.w.conceal()
	}
}

// leastUsual is the least height of a tab that is useful even in part.
const leastUsual = 168

// leastEnded is the least height of every tab beside an outcome: enough for an arrow of the
// diagram.
const leastEnded = 188

// least returns the height that the open tab needs to be useful. In a low window the status card
// shrinks and scrolls instead: half a QR code can't be scanned.
//
// Beside an outcome it is the same for every tab: picking one must not move what is being read.
func (t *tabs) least() float32 {
	if t.state == desk.Ended {
		return dp(leastEnded)
	}
	switch t.open {
	case tabAppswitch:
		return dp(342)
	case tabClaims:
		return dp(300)
	case tabNetwork:
		if t.panel(tabNetwork).(*network).pick != 0 {
			return dp(342)
		}
		return dp(230)
	case tabCourse:
		return t.panel(tabCourse).(*course).least()
	default:
		return dp(leastUsual)
	}
}

// core returns the height below which the open tab is useless: its QR code would be cut off, or its
// name out of view.
func (t *tabs) core() float32 {
	switch least := t.least(); {
	case t.state == desk.Ended || least == dp(leastUsual):
		return dp(80)
	case t.open == tabAppswitch:
		return dp(298)
	default:
		return min(least, dp(258)) // some lines of an exchange, a diagram or the claims
	}
}

// kept returns the height that the tabs keep, however much the user gives the status: their strip
// and two rows, and a QR code whole.
func (t *tabs) kept() float32 {
	if t.state == desk.Ended {
		return dp(leastEnded)
	}
	return max(t.core(), dp(leastUsual))
}

// high returns the height that the tabs like in one column of a width: that of their content, or
// for a list, which scrolls by itself, all that the window shows at once.
func (t *tabs) high(width, seen float32) float32 {
	high := heightFor(t.root, width)
	switch t.open {
	case tabClaims, tabCourse, tabNetwork:
		return max(high, min(seen, dp(mostOfList)))
	}
	return high
}

// mostOfList is the greatest height of a list in one column.
const mostOfList = 480

func (t *tabs) stageOpen() {
	t.stage.Objects = []fyne.CanvasObject{t.panel(t.open).object()}
	t.stage.Refresh()
}

// offers reports whether a tab can be opened.
func (t *tabs) offers(tab string) bool { return slices.Contains(t.offered, tab) }

// openExchange shows an exchange in the Network tab, unless that is hidden.
func (t *tabs) openExchange(seq int) {
	if !t.offers(tabNetwork) {
		return
	}
	t.picked = true
	t.turnTo(tabNetwork)
	t.panel(tabNetwork).(*network).open(seq)
}
