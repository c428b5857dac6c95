# Three commands matter: "make run", "make quick" while you work, and "make test" before you hand it on. "make help" lists the
# others. Whatever takes more than a line or two is a script in .build.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# What the window is built with. Both make it faster and change nothing else, so "go run ." and "go test ./..." work without
# them. migrated_fynedo: FyneApp.toml declares that we call Fyne on its own goroutine only, so Fyne needs no locks.
# no_animations: the caret doesn't blink; each step of a blink draws the whole window, a quarter of a core all day long where
# there is no graphics card.
TAGS := $(shell cat .build/tags)
# The program without its window, without Fyne and without C.
CONSOLE := $(TAGS),console
# Switches on the tests that take long.
LONG := $(TAGS),long
# Switches on the tests that need a real screen, a real keyring or a real browser as well.
REAL := $(LONG),realparts
# What can be checked for macOS from elsewhere: Fyne needs C there.
NOFYNE := ./assets/... ./ciba/... ./storage/... ./ui/console/... ./ui/desk/... ./ui/linebreak/... ./ui/receipt/... .

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
DEADCODE := golang.org/x/tools/cmd/deadcode@v0.52.0
# Inputs for each fuzz target, or a time such as 1m.
FUZZTIME ?= 5000x
# Answers that "make walk" draws.
STEPS ?= 1000000

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: run
run: build ## open the window in the demo environment; without a display, play the tour and take pictures
	@.build/run

.PHONY: build
build: ready ## build the program as build/ringback
	go build -tags $(TAGS) -o build/ringback .

# No C and no screen take part. Go keeps the result of each package that didn't change.
# GOGC: the window's tests make much garbage, and memory is at hand.
.PHONY: quick
quick: ## format, vet and every fast test: what to run while you work
	@.build/check-go
	.build/check-format
	CGO_ENABLED=0 go vet -tags $(CONSOLE) ./...
	CGO_ENABLED=0 GOGC=400 go test -tags $(CONSOLE) ./...

# The race detector leaves out the tests tagged "long && !race", which ran before: they have one goroutine or start hundreds of
# programs.
.PHONY: test
test: ready tools build ## everything continuous integration runs
	.build/check-format
	go vet -tags $(REAL) ./...
	CGO_ENABLED=0 go vet -tags $(CONSOLE) .
	GOOS=windows CGO_ENABLED=0 go vet -tags $(LONG),console ./...
	GOOS=darwin CGO_ENABLED=0 go vet -tags $(LONG),console $(NOFYNE)
	.build/go-run $(STATICCHECK) -tags $(REAL) ./...
	CGO_ENABLED=0 .build/go-run $(STATICCHECK) -tags $(CONSOLE) .
	CGO_ENABLED=0 go build -tags $(CONSOLE) -o build/ringback-console .
	CGO_ENABLED=0 go test -tags $(LONG),console ./...
	go test -race -tags $(LONG),console -timeout 30m ./...
	.build/with-keyring go test -tags $(REAL) -run Real ./storage/secrets
	.build/with-keyring .build/with-screen go test -tags $(REAL) -run 'Real|Page|Curl|Poppler' -timeout 30m ./ui ./ui/receipt ./ciba ./ciba/simulator
	.build/fuzz $(FUZZTIME)

# A package counts as covered by the tests of the others, too: the window's tests run the desk.
.PHONY: cover
cover: ## what the fast tests run: the total here, every line in build/cover.html
	@.build/check-go
	mkdir -p build
	CGO_ENABLED=0 go test -tags $(CONSOLE) -coverpkg ringback/... -coverprofile build/cover.out ./...
	go tool cover -html build/cover.out -o build/cover.html
	@go tool cover -func build/cover.out | tail -n 1

.PHONY: fuzz
fuzz: ready ## feed each parser of foreign bytes for a while (FUZZTIME=1m)
	.build/fuzz $(FUZZTIME)

# In fake time: no display, no C and no network take part. What it finds names a seed that replays it in seconds.
.PHONY: walk
walk: ## a million random answers, from networks that fail and clocks that lie: nothing false may be verified (STEPS=100000)
	@.build/check-go
	CGO_ENABLED=0 go test -tags $(LONG) ./ciba -count=1 -timeout 0 -v -run '^TestRandomWalk$$' -args -- -steps $(STEPS)

.PHONY: bench
bench: tools build ## measure
	go test -tags $(TAGS) -run '^$$' -bench . -benchmem ./...
	.build/bench-window

# The pictures are painted by the window's own code, without a display.
.PHONY: pictures
pictures: ready ## draw the pictures of the README, and every screen in both looks and languages into build/pictures
	mkdir -p build
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -run '^TestScreenshots$$' -args -- -screenshots $(CURDIR)/assets/screenshots
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -timeout 30m -run '^Test(Presented)?Pictures$$' -args -- -pictures $(CURDIR)/build/pictures

.PHONY: lint
lint: ready ## the strict linters, and functions that nothing calls; the first time takes some minutes
	.build/go-run $(GOLANGCI) run
	@dead=$$(.build/go-run $(DEADCODE) -test -tags $(REAL) ./...) && { [ -z "$$dead" ] || { echo "$$dead"; exit 1; }; }

.PHONY: clean
clean: ## remove what was built
	rm -rf build

# What must be there before Go can build the window.
.PHONY: ready
ready:
	@.build/check-go
	@.build/install-packages build

# What the tests of the real parts need as well.
.PHONY: tools
tools:
	@.build/install-packages test
