package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// statusFace is what the status cards of the window and of a presentation share: a word, a
// sentence, the progress of the wait, and what to say on the phone. Each card lays it out
// differently.
type statusFace struct {
	tile     *kit.Tile
	tiled    [2]string // symbol and tone on the tile
	badge    *kit.Badge
	word     *kit.Text
	sentence *kit.Text
	warning  *kit.Text // the end of the sentence that must not be overlooked

	waiting *fyne.Container
	bar     *kit.Bar
	figures *kit.Figures
	why     *kit.Text

	say *kit.SayBox
}

func newStatusFace() statusFace {
	f := statusFace{
		tile: kit.NewTile("", kit.ToneNeutral), badge: kit.NewBadge("", ""),
		word: kit.NewText("", kit.Style{Size: kit.SizeState, Bold: true}), sentence: kit.NewSoft(""),
		warning: kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped}),
		bar:     kit.NewBar(kit.ToneWaiting), figures: kit.NewFigures(), why: kit.NewCaption(""),
		say: kit.NewSayBox(),
	}
	f.waiting = kit.NewColumn(8, f.bar, f.figures, f.why)
	return f
}

// writeState writes how a request stands, in its colour, and the badge that goes with it.
func writeState(say words, st *desk.Status, badge *kit.Badge, word *kit.Text) {
	tone, _ := kit.ToneColor(string(st.Tone))
	word.Set(say.say(st.Word))
	word.SetColor(tone)
	badge.Set(say.badge(st.Badge), string(st.Badge))
}

// fill shows the status. The card decides whether to show the badge.
func (f *statusFace) fill(say words, v *desk.View) {
	st, say := &v.Status, say.on(v.Now)
	if now := [2]string{st.Symbol, string(st.Tone)}; now != f.tiled {
		f.tiled = now
		f.tile.Set(st.Symbol, string(st.Tone))
	}
	writeState(say, st, f.badge, f.word)
	f.sentence.Set(strings.TrimSuffix(say.say(st.Sentence), " "+say.say(st.Warning)))
	f.warning.Set(say.say(st.Warning))
	show(f.warning, !st.Warning.IsZero())

	waiting := v.State == desk.Waiting && !st.Stopping && st.Whole > 0
	show(f.waiting, waiting)
	f.why.Set(say.say(st.Why))
	show(f.why, !st.Why.IsZero())
	if waiting {
		f.bar.SetValue(float64(st.Remaining) / float64(st.Whole))
		f.figures.Set(figuresOf(say, st)...)
	}

	show(f.say, !st.SayNow.IsZero())
	f.say.Set(say.get("say.label"), say.say(st.SayNow), st.SayCode)
	f.say.SetMore(say.say(st.SayMore))
}
