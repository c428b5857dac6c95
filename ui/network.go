package ui

import (
	"fmt"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// curlWidth is wide enough for the longer label of the curl button.
const curlWidth = 148

// revealer shows one masked value of an exchange, and hides it again.
type revealer interface {
	Reveal(seq, value int)
	Conceal()
}

// network shows every HTTP request with its answer: a list with a line for each, or one of them in
// full.
type network struct {
	desk  revealer
	w     *Window
	rows  *kit.Rows
	empty *kit.Text

	back    *kit.Button
	copy    *kit.Button
	curl    *kit.Button
	address *kit.Text
	whole   *kit.Rows
	values  []int // for each row of whole, the masked value that it shows or hides; -1 for none
	head    *fyne.Container
	detail  *fyne.Container

	shown    []desk.Exchange
	revealed *desk.Revealed
	last     int
	pick     int // the number of the open exchange; 0 for none
	stage    *fyne.Container
}

func newNetwork(w *Window, d revealer) *network {
	n := &network{w: w, desk: d}
	say := w.words
	n.rows = kit.NewRows(w.keys, func(i int) {
		if i < len(n.shown) {
			n.open(n.shown[i].Seq)
		}
	})
	n.empty = kit.NewSoft(say.get("network.empty"))
	n.back = kit.NewButton(w.keys, say.get("window.back"), "", kit.Plain, func() { n.open(0) })
	n.copy = newCopyButton(w, w.keys, say.get("button.copy"), kit.Plain, func() string {
		if exchange := n.picked(); exchange != nil {
			return plainExchange(say, exchange)
		}
		return ""
	})
	n.curl = newCopyButton(w, w.keys, say.get("button.copy_curl"), kit.Plain, func() string {
		if exchange := n.picked(); exchange != nil {
			return curlLine(say, exchange)
		}
		return ""
	})
	n.address = kit.NewText("", kit.Style{Size: kit.SizeRow, Bold: true, Fit: kit.Cut})
	n.whole = kit.NewRows(w.keys, n.choose)
	n.head = kit.NewStretchRow(8, 1, n.back, n.address, kit.NewLeast(copyWidth, 0, n.copy), kit.NewLeast(curlWidth, 0, n.curl))
	n.detail = container.New(above{gap: 6, head: n.head, body: n.whole}, n.head, n.whole)
	n.detail.Hide()
	n.stage = container.NewStack(n.rows, kit.NewColumn(0, n.empty), n.detail)
	return n
}

func (n *network) object() fyne.CanvasObject { return n.stage }

func (n *network) draw(v *desk.View) {
	asked := v.Revealed != nil && v.Revealed != n.revealed
	n.shown, n.revealed = v.Network, v.Revealed
	if n.picked() == nil {
		n.pick = 0
	}
	rows := make([]kit.Row, len(v.Network))
	for i := range v.Network {
		rows[i] = n.line(&v.Network[i])
	}
	n.rows.Set(rows)
	show(n.rows, n.pick == 0 && len(rows) > 0)
	show(n.empty, len(rows) == 0)
	show(n.detail, n.pick != 0)
	if len(rows) > n.last && n.pick == 0 {
		n.rows.ScrollToBottom()
	}
	n.last = len(rows)
	if exchange := n.picked(); exchange != nil {
		n.address.Set(exchange.Method + " " + path(exchange.URL))
		whole := exchangeRows(n.w.words, exchange, n.revealed)
		n.values = whole.values
		n.whole.Set(whole.rows)
		if asked && whole.answer > 0 {
			n.whole.ScrollTo(whole.answer)
		}
		settle(n.head)
	} else { // what isn't shown isn't kept
		n.address.Set("")
		n.values = nil
		n.whole.Set(nil)
	}
}

// open shows one exchange in full, or with 0 the list.
func (n *network) open(seq int) {
	if n.pick != seq {
		n.w.conceal()
	}
	n.pick = seq
	n.whole.ScrollToTop()
	n.rows.UnselectAll()
	n.draw(&n.w.drawn)
	if seq == 0 {
		n.w.focus(n.rows)
	} else {
		n.w.focus(n.back)
	}
	if n.w.presented == nil {
		n.w.screen.layOut() // an exchange needs more room than a list
	}
}

func (n *network) picked() *desk.Exchange {
	for i := range n.shown {
		if n.pick != 0 && n.shown[i].Seq == n.pick {
			return &n.shown[i]
		}
	}
	return nil
}

// choose reveals the masked value of a row, or hides it again.
func (n *network) choose(row int) {
	n.whole.UnselectAll() // so that the same row can be chosen again
	exchange := n.picked()
	if exchange == nil || row >= len(n.values) || n.values[row] < 0 {
		return
	}
	if shows(n.revealed, exchange, n.values[row]) {
		n.desk.Conceal()
	} else {
		n.desk.Reveal(exchange.Seq, n.values[row])
	}
}

// conceal hides a revealed value when it goes out of view.
func (w *Window) conceal() {
	if w.drawn.Revealed != nil {
		w.desk.Conceal()
	}
}

// seesRevealed reports whether the revealed value is visible. It isn't if the operator has turned
// to something else since asking for it. It reports true if nothing is revealed.
func (w *Window) seesRevealed(v *desk.View) bool {
	if v.Revealed == nil {
		return true
	}
	open := w.screen.tabs
	if w.presented != nil {
		open = w.presented.tabs
	}
	n, ok := open.panel(open.open).(*network)
	return ok && n.pick == v.Revealed.Seq
}

// line returns an exchange as one row of the list.
func (n *network) line(e *desk.Exchange) kit.Row {
	row := kit.Row{Lead: n.w.words.on(n.w.drawn.Now).Time(e.At), Text: e.Method + " " + path(e.URL), Note: answer(n.w.words, e)}
	if !e.Error.IsZero() {
		row.Color = kit.ColorProblem
	}
	return row
}

// answer returns a short form of the answer.
func answer(say words, e *desk.Exchange) string {
	took := say.get("network.duration", "Count", e.Duration.Milliseconds())
	if e.Status == 0 {
		return say.get("network.no_response") + " · " + took
	}
	return fmt.Sprint(e.Status, " · ", took)
}

// path returns an address without scheme and host, which are the same for all requests to one
// broker.
func path(address string) string {
	if parsed, err := url.Parse(address); err == nil && parsed.Path != "" {
		return parsed.RequestURI()
	}
	return address
}
