package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// recipientRows shows what each host gets and decides. Hosts other than the issuer's, and
// overridden endpoints, are in the colour of a problem.
func recipientRows(say words, all []desk.Recipient) *fyne.Container {
	rows := kit.NewColumn(8)
	for _, r := range all {
		host, color := r.Host, kit.ColorInk
		if r.Issuer {
			host = say.get("recipient.issuer", "Host", host)
		} else {
			color = kit.ColorProblem
		}
		row := kit.NewColumn(1, kit.NewText(host, kit.Style{Bold: true, Size: kit.SizeRow, Color: color, Fit: kit.Wrapped}))
		for _, address := range r.Addresses {
			row.Add(kit.NewText(address, kit.Style{Mono: true, Size: kit.SizeSmall, Color: kit.ColorProblem, Fit: kit.Wrapped}))
		}
		row.Add(kit.NewText(r.What(say.Words), kit.Style{Size: kit.SizeRow, Color: kit.ColorSoft, Fit: kit.Wrapped}))
		rows.Add(row)
	}
	return rows
}

// beforeWidth is the width of the column “before”, in dp.
const beforeWidth = 224

// changeRows shows side by side which host was agreed on and which one would be used now.
func changeRows(say words, all []desk.AddressChange) *fyne.Container {
	sides := func(before, now *kit.Text) fyne.CanvasObject {
		return kit.NewTopRow(16, 1, kit.NewLeast(beforeWidth, 0, before), now)
	}
	address := func(text string, color fyne.ThemeColorName) *kit.Text {
		return kit.NewText(text, kit.Style{Bold: true, Size: kit.SizeRow, Color: color, Fit: kit.Wrapped})
	}
	rows := kit.NewColumn(6, sides(kit.NewCaption(say.get("setup.before")), kit.NewCaption(say.get("setup.now"))))
	for _, c := range all {
		rows.Add(kit.NewColumn(1, sides(address(c.Before, kit.ColorInk), address(c.Now, kit.ColorProblem)),
			kit.NewText(c.All(say.Words), kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Wrapped})))
	}
	return rows
}
