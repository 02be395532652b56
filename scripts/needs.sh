# shellcheck shell=bash
# What run, test and bench share: looking for what they need, and building what changed. Works in the repository's root.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
program=src/Zhijian/bin/ready/Zhijian.dll

# The runtime sizes its youngest generation by the processor's cache. Many virtual machines don't say how large that is; it then collects after every
# two megabytes, hundreds of times a second under load. It can be told in its environment only.
export DOTNET_GCgen0size=${DOTNET_GCgen0size:-0x1000000}

say() { printf '%s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

need_dotnet() {
  if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    stop "缺少 .NET SDK 10。安装方法：https://dotnet.microsoft.com/download/dotnet/10.0
The .NET SDK 10 is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0"
  fi
}

# Only building the style sheet and the scripts needs Node.
need_node() {
  [[ -f web/package.json ]] || return 0
  local version
  version=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/') || true
  if [[ -z $version || $version -lt 20 ]] || ! command -v npm >/dev/null; then
    stop "缺少 Node 20 或更新的版本（含 npm）。安装方法：https://nodejs.org/zh-cn/download
Node 20 or newer with npm is missing. Install it from https://nodejs.org/en/download"
  fi
}

need_postgresql() {
  if has_postgresql; then return; fi
  install_packages postgresql poppler-utils
}

has_postgresql() {
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null
}

# Installs Debian packages where that is possible, else says the exact line to type.
install_packages() {
  if ! may_install; then
    stop "缺少 $*。请以 root 运行：
Missing: $*. Run as root:
    apt-get update && apt-get install -y $*"
  fi
  say "正在安装 / installing: $*"
  local log
  log=$(mktemp)
  if ! apt_install_anew "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    stop "安装失败 / could not install: $*"
  fi
  rm -f "$log"
}

may_install() {
  [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null
}

# Once more with a new list of what there is, where the old one does not suffice.
apt_install_anew() {
  apt_install "$@" || { apt-get update -qq && apt_install "$@"; }
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# True when any of the given files or folders is newer than the stamp. Folders count too: that is how a removed file shows.
changed_since() {
  local stamp=$1
  shift
  [[ ! -f $stamp ]] && return 0
  [[ -n $(find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$stamp" -print -quit 2>/dev/null) ]]
}

# Runs a build and keeps its words to itself unless it fails. A stamp as old as the build's beginning notices what changed during it.
build_quietly() {
  local stamp=$1 log
  shift
  log=$(mktemp)
  mkdir -p "$(dirname "$stamp")"
  touch "$stamp.begun"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log" "$stamp.begun"
    stop "构建失败 / the build failed: $*"
  fi
  mv "$stamp.begun" "$stamp"
  rm -f "$log"
}

build_web() {
  [[ -f web/package.json ]] || return 0
  if [[ ! -f web/node_modules/.installed || web/package-lock.json -nt web/node_modules/.installed ]]; then
    say "正在安装网页构建工具 / installing the tools that build the pages"
    build_quietly web/obj/installed npm ci --prefix web --no-audit --no-fund
    touch web/node_modules/.installed
  fi
  # Which styles are kept depends on the pages, so the pages are input too.
  if [[ ! -d src/Zhijian/wwwroot || ! -f web/obj/readings.txt ]] || changed_since web/obj/built web src/Zhijian/Platform src/Zhijian/Modules; then
    build_quietly web/obj/built npm run build --prefix web
  fi
}

build_program() {
  mkdir -p src/Zhijian/bin src/Zhijian/obj
  # The tests have the code looked at by the analyzers; who only runs it need not wait for them.
  local begun publish=(src/Zhijian -c Release -v q -p:RunAnalyzers=false -o src/Zhijian/bin/ready)
  begun=$(date -Ins)
  local inputs=(src/Zhijian rules standards web/obj/readings.txt Directory.Build.props Directory.Packages.props global.json)
  if [[ ! -f $program ]] || changed_since src/Zhijian/bin/built "${inputs[@]}"; then
    say "正在构建 / building"
    rm -rf src/Zhijian/bin/ready
    # Compiled ahead of time it starts a third faster and the first visitors wait for nobody's compiler. Where the ahead-of-time compiler
    # cannot be had (another processor, no network), the same program is compiled while it runs.
    if [[ $(uname -sm) == "Linux x86_64" ]] && dotnet publish "${publish[@]}" -r linux-x64 --no-self-contained -p:PublishReadyToRun=true >src/Zhijian/obj/ahead.log 2>&1 </dev/null; then
      touch -d "$begun" src/Zhijian/bin/built
    else
      build_quietly src/Zhijian/bin/built dotnet publish "${publish[@]}"
    fi
  fi
}
