#!/usr/bin/env bash
# Runs the Windows side on Linux, under wine: the rings, calls, maps and a killed host, over both transports.
# Not part of the everyday tests: it takes minutes, and wine is not Windows. The SDK's runtime for win-x64 is restored.
# Usage: eng/try-windows.sh [FOLDER]    what is built and wine's own files stay there (default: artifacts/windows)
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v wine > /dev/null; then
  echo "skipped: there is no wine here"
  exit 0
fi

folder=$(realpath -m "${1:-artifacts/windows}")
mkdir -p "$folder"
export MSBUILDDISABLENODEREUSE=1
# wine's debugger would wait for a user. With the runtime's write-xor-execute mapping finalizers crashed under wine 8; why was not
# looked for further.
export WINEPREFIX=$folder/wine WINEDEBUG=-all DISPLAY= WINEDLLOVERRIDES="mshtml=;winedbg.exe=d"
export DOTNET_EnableDiagnostics=0 DOTNET_EnableWriteXorExecute=0
# A test that skips itself while it runs may make the runner stand still under wine: the one that would is run.
export PROCESSISOLATE_LARGE_PAYLOADS=1
failed=0

attempt() { # seconds, pattern, command...
  local limit=$1 pattern=$2
  shift 2
  timeout "$limit" "$@" < /dev/null > "$folder/last.txt" 2>&1 && grep -q "$pattern" "$folder/last.txt"
}

check() { # what, seconds, pattern, command...
  local what=$1 limit=$2 pattern=$3
  shift 3
  if attempt "$limit" "$pattern" "$@"; then
    echo "passed: $what"
  elif grep -q "Internal CLR error" "$folder/last.txt" && attempt "$limit" "$pattern" "$@"; then
    echo "passed: $what, the second time; the runtime itself had ended the first"
  else
    echo "FAILED: $what"
    tail -30 "$folder/last.txt"
    failed=$((failed + 1))
  fi
}

workers() { pgrep -f '^Z:.*ProcessIsolate\.HostApp\.exe' || true; }

# The host is killed while two workers compute: they must be gone within seconds.
kill_host() {
  local host_output=$folder/host.txt host
  : > "$host_output"
  wine "$folder/HostApp/ProcessIsolate.HostApp.exe" compute 2 < /dev/null > "$host_output" 2>&1 &
  host=$!
  for _ in $(seq 300); do
    [ "$(grep -c computing "$host_output")" -ge 2 ] && break
    sleep 0.1
  done
  [ "$(grep -c computing "$host_output")" -ge 2 ] || { kill -9 "$host"; return 1; }
  kill -9 "$host"
  wait "$host" 2> /dev/null || true
  for _ in $(seq 50); do
    [ -z "$(workers)" ] && { echo "gone"; return 0; }
    sleep 0.1
  done
  return 1
}

for project in HostApp Runtime.Tests Integration.Tests; do
  dotnet publish "tests/$project" -c Release -p:OtherSystem=win-x64 -p:ReadyToRunImages=false --artifacts-path "$folder/build" -o "$folder/$project" --nologo -v q
done
timeout 300 wine winecfg -v win10 > /dev/null 2>&1

host=$folder/HostApp/ProcessIsolate.HostApp.exe
rings=$folder/Runtime.Tests/ProcessIsolate.Runtime.Tests.exe
suite=$folder/Integration.Tests/ProcessIsolate.Integration.Tests.exe
for class in SharedSegmentTests SharedWaitTests RingConnectionTests RingStressTests; do
  check "$class" 120 "summary: Passed" wine "$rings" --progress off --ansi off --filter "ClassName~$class"
done

check "what is said of segments" 120 "summary: Passed" wine "$rings" --progress off --ansi off --filter "ClassName~SegmentMessagesTests"

channels="Name~Producer_AndHost|Name~Echo_Keeps|Name~ChannelReader|Name~Queue_MadeBy|Name~Queue_HandedOver|Name~QueueOfPipes"
check "queues and pipes" 120 "summary: Passed" wine "$suite" --progress off --ansi off --filter "$channels"

for transport in SharedMemory Stream; do
  export PROCESSISOLATE_TRANSPORT=$transport
  check "a map ($transport)" 120 "^right" wine "$host" square
  check "workers that die between and in calls ($transport)" 120 "inside True" wine "$host" late
  check "limits while the thread pool is full ($transport)" 120 "^6 limits fired" wine "$host" starve
  check "a killed host ($transport)" 60 "gone" bash -c "$(declare -f workers kill_host); folder='$folder'; kill_host"
  check "asynchronous calls while the thread pool is full ($transport)" 120 "^blocking right" wine "$host" starve-async
  # A process for each class: one that the runtime ends takes no other along. Two classes need /proc or /bin/sh.
  for file in tests/Integration.Tests/{Calls,Values,Pools}/*Tests.cs; do
    class=$(basename "$file" .cs)
    case $class in FirstCallTests | WarmTests) continue ;; esac
    check "$class ($transport)" 120 "summary: Passed" wine "$suite" --progress off --ansi off --filter "ClassName~.$class"
  done
done

wineserver -k || true
echo "$failed failed"
[ "$failed" -eq 0 ]
