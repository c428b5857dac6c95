package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// pageStatus is the first page of a presentation. The others have the names of the tabs that show
// the same at the desk.
const pageStatus = "status"

// pages returns the pages of a presentation, in the order in which they are turned. Claims and
// Network are among them in demo only: elsewhere the tabs are barred.
func (p *presentation) pages() []string {
	all := []string{pageStatus}
	switch v := &p.seen; {
	case v.State == desk.Idle:
	case v.State != desk.Ended:
		all = append(all, tabCourse)
	case v.Outcome != nil && len(v.Outcome.Checks) == 0 && v.Outcome.Error == "":
		all = append(all, tabCourse, tabNetwork) // no token came, so nothing was checked
	default:
		all = append(all, tabResult, tabCourse, tabClaims, tabNetwork)
	}
	return slices.DeleteFunc(all, func(page string) bool { return page != pageStatus && !p.tabs.offers(page) })
}

// bar sets which tabs are no pages: those that show personal data, except in demo, where everybody
// is made up, and those that the policy hides.
func (p *presentation) bar(v *desk.View) {
	p.tabs.barred = []string{tabAppswitch, tabPhone} // these have a place of their own
	if p.masking(v) {
		p.tabs.barred = append(p.tabs.barred, tabClaims, tabNetwork)
	}
	for _, tab := range p.tabs.all {
		if v.Fixed.Hides(tab) { // a masked view knows of no policy
			p.tabs.barred = append(p.tabs.barred, tab)
		}
	}
	p.tabs.offer(&p.seen)
}

// turn turns so many pages on, or back. From the QR code it leads back to the page below it.
func (p *presentation) turn(by int) {
	if p.qr {
		p.showQR(false)
		return
	}
	all := p.pages()
	if next := slices.Index(all, p.page) + by; next >= 0 && next < len(all) {
		p.turnTo(all[next])
	}
}

// turnTo shows a page, if there is such a page now.
func (p *presentation) turnTo(page string) {
	if page == p.page && !p.qr || !slices.Contains(p.pages(), page) {
		return
	}
	p.tabs.leave()
	p.page, p.qr = page, false
	p.w.unfocusIn(p.sheet.root)
	p.draw(&p.w.drawn)
}

// openTab shows the page that shows the same as a tab.
func (p *presentation) openTab(tab string) {
	if tab == tabAppswitch {
		p.showQR(true) // as large as the screen allows
		return
	}
	p.turnTo(tab)
}

// pageTurned follows a tab that led to another one, as an arrow of the diagram does.
func (p *presentation) pageTurned(tab string) {
	if p.page != pageStatus && p.page != tab {
		p.turnTo(tab)
	}
}

// reaches reports whether a change of the state leads back to the first page: everybody must see
// that a request begins, and how it ends.
func reaches(before, now desk.State) bool {
	return before != now && (before == desk.Idle || now == desk.Idle || now == desk.Ended)
}

// drawPage draws the page that is open, unless it is the first.
func (p *presentation) drawPage(done bool) {
	open := p.page != pageStatus
	if open {
		p.tabs.picked = true // it turns no page by itself
		p.tabs.turnTo(p.page)
		p.sheet.draw(&p.seen, p.page)
	}
	if open || done || p.seen.State == desk.Ended { // what is hidden drops what it showed, too
		p.tabs.draw(&p.seen)
	}
}

// page returns the name of a page.
func (w words) page(page string) string {
	switch page {
	case pageStatus:
		return w.get("presentation.status")
	case tabResult:
		return w.get("presentation.checks")
	}
	return w.get("tab." + page)
}

// bigSheet is a page of a presentation other than the first: what it shows, how the request stands,
// and below them what stands in a tab at the desk.
type bigSheet struct {
	w     *Window
	title *kit.Text
	badge *kit.Badge
	word  *kit.Text
	head  *fyne.Container
	root  *fyne.Container
}

func newBigSheet(w *Window, stage fyne.CanvasObject) *bigSheet {
	s := &bigSheet{w: w, badge: kit.NewBadge("", "")}
	s.title = kit.NewText("", kit.Style{Size: kit.SizeTitle, Bold: true})
	s.word = kit.NewText("", kit.Style{Size: kit.SizeTitle, Bold: true})
	s.head = kit.NewRow(8, s.title, layout.NewSpacer(), s.badge, s.word)
	s.root = kit.NewCard(container.New(above{gap: 12, head: s.head, body: stage}, s.head, stage))
	return s
}

func (s *bigSheet) draw(v *desk.View, page string) {
	say := s.w.words
	s.title.Set(say.page(page))
	writeState(say, &v.Status, s.badge, s.word)
	show(s.badge, v.Status.Badge != desk.BadgeProduction)
	settle(s.head)
}
