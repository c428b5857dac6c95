package ui

import (
	"reflect"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// claimWidth is how many characters fit next to a claim's name in the narrowest window.
const claimWidth = 44

// claims shows the decoded token. A token that isn't verified must not look like one that is: it
// has a banner in another colour and soft ink, and copied text says so.
type claims struct {
	w      *Window
	search *kit.Entry
	copy   *kit.Button
	banner *kit.Text
	note   *kit.Text
	ground *fyne.Container
	rows   *kit.Rows
	empty  *kit.Text
	none   *kit.Text // nothing found

	shown  *desk.Claims
	now    time.Time // that was drawn last; the distances of times depend on it
	wanted string    // searched for
	token  *claimList
	drawn  bool
	head   *fyne.Container
	warned *fyne.Container
	whole  *fyne.Container
	stage  *fyne.Container
}

func newClaims(w *Window) *claims {
	c := &claims{w: w}
	say := w.words
	c.search = kit.NewEntry(w.keys, kit.EntryOptions{}, func(text string) {
		c.wanted = text
		c.list(false)
	})
	c.search.SetPlaceHolder(say.get("claims.search"))
	c.copy = newCopyButton(w, w.keys, say.get("claims.copy_all"), kit.Quiet, func() string {
		if c.shown == nil {
			return ""
		}
		return plainClaims(say, &w.drawn)
	})
	unknown, _ := kit.ToneColor(kit.ToneUnknown)
	c.banner = kit.NewText(say.get("claims.unverified"), kit.Style{Size: kit.SizeRow, Bold: true, Color: unknown, Fit: kit.Wrapped})
	c.note = kit.NewText(say.get("claims.unverified_note"), kit.Style{Size: kit.SizeSmall, Color: unknown, Fit: kit.Wrapped})
	c.warned = kit.NewColumn(2, c.banner, c.note)
	c.ground = kit.NewNotice(kit.ToneUnknown, kit.NewInset(-4, 0, -4, 0, c.warned))
	c.token = newClaimList(w, w.keys, claimWidth, func() { c.list(true) })
	c.rows = c.token.rows
	c.empty, c.none = kit.NewSoft(say.get("claims.empty")), kit.NewSoft(say.get("claims.no_match"))
	c.head = kit.NewColumn(8, c.ground, kit.NewStretchRow(8, 0, c.search, kit.NewLeast(copyWidth, 0, c.copy)))
	c.whole = container.New(above{gap: 8, head: c.head, body: container.NewStack(c.rows, kit.NewColumn(0, c.none))}, c.head)
	c.whole.Add(c.whole.Layout.(above).body)
	c.stage = container.NewStack(c.whole, kit.NewColumn(0, c.empty))
	return c
}

func (c *claims) object() fyne.CanvasObject { return c.stage }

// draw shows the token of a view. While the token stays the same, only the distances of times
// change, and rows with the same text aren't drawn again.
func (c *claims) draw(v *desk.View) {
	c.now = v.Now
	if c.drawn && reflect.DeepEqual(c.shown, v.Claims) {
		c.list(true)
		return
	}
	c.drawn, c.shown = true, v.Claims
	clear(c.token.open)
	show(c.empty, v.Claims == nil)
	show(c.whole, v.Claims != nil)
	if v.Claims == nil { // what isn't shown isn't kept
		c.wanted = ""
		c.search.Set("")
		c.token.set(nil, false)
		return
	}
	show(c.ground, !v.Claims.Verified)
	c.list(false)
	settle(c.warned, c.head, c.whole)
}

// list shows the claims that match the search. same says that the token is the one already shown.
func (c *claims) list(same bool) {
	if c.shown == nil {
		return
	}
	say := c.w.words
	as := look{now: c.now, soft: !c.shown.Verified, wanted: strings.ToLower(strings.TrimSpace(c.wanted))}
	if as.soft {
		as.mark = say.get("claims.unverified")
	}
	lines := parts(
		c.token.claims("payload", say.get("claims.payload"), c.shown.Payload, as),
		c.token.claims("header", say.get("claims.header"), c.shown.Header, as),
		c.token.signature(&c.shown.Signature, say.get("claims.signature.no_key"), as))
	c.token.set(lines, same)
	show(c.rows, len(lines) > 0)
	show(c.none, len(lines) == 0)
}

// plainClaims returns the token as text for the clipboard. Its first line says whether it was
// verified and in which environment.
func plainClaims(say words, v *desk.View) string {
	first := "window.copied_unverified"
	if v.Claims.Verified {
		first = "window.copied_verified"
	}
	return say.get(first, "Badge", say.badge(v.Environment.Badge)) + "\n\n" + v.Claims.HeaderJSON + "\n" + v.Claims.PayloadJSON + "\n"
}
