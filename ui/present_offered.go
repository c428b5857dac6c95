package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// bigOffer is a line that says that a link or another program offers a request. Whom it is about is
// for the operator alone, who finds it at the desk.
type bigOffer struct {
	text *kit.Text
	root *fyne.Container
}

func newBigOffer() *bigOffer {
	o := &bigOffer{text: kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})}
	o.root = kit.NewNotice(kit.ToneNeutral, kit.NewInset(-6, 4, -6, 4, o.text))
	return o
}

func (o *bigOffer) draw(say words, v *desk.View, shown bool) {
	show(o.root, shown && v.Offered != nil)
	if v.Offered == nil {
		o.text.Set("") // what isn't shown isn't kept
		return
	}
	heading := say.get("offer.heading." + string(v.Offered.Kind))
	o.text.Set(say.get("presentation.offered", "Heading", heading, "Key", say.key("present")))
}
