/**
 * What `ignoreChanges` does to arguments: the engine puts inputs that an earlier check settled in place of what the program
 * writes, and then asks check. So check meets its own result, whole or in part: values that only it decides, defaults, and
 * ends and windows that contradict what the program writes by now. Pure.
 */
import { type Props, sameJson } from "./state";

/** Whether an argument is the one that an earlier run settled. */
const isPutBack = (name: string, olds: Props, args: Props): boolean =>
  args[name] !== undefined && sameJson(args[name], olds[name]);

/** The same of one that may be absent: `ignoreChanges` takes out what an earlier run did not settle. */
const isAsBefore = (name: string, olds: Props, args: Props): boolean =>
  Object.keys(olds).length > 0 && sameJson(args[name], olds[name]);

/** Arguments as a program may write them. */
export interface OwnArguments {
  readonly args: Props;
  /** What check decides and the program ignores changes of. */
  readonly frozen: readonly string[];
}

/**
 * Takes out of the arguments what no program writes: what check decides by itself, and the empty text that it settles for
 * what is not declared. Only values that the earlier run settled are taken out; any other stays, and is refused.
 */
export function ownArguments(decided: readonly string[], olds: Props, news: Props): OwnArguments {
  const frozen = decided.filter((name) => isPutBack(name, olds, news));
  const own = Object.entries(news).filter(
    ([name, value]) => !frozen.includes(name) && !(value === "" && isPutBack(name, olds, news)),
  );
  return { args: Object.fromEntries(own), frozen };
}

const LIFE: readonly string[] = ["lifetimeDays", "rotate"];

/** Which arguments say how long something lives. */
interface LifeNames {
  /** Days before an end, which mean nothing without a lifetime. */
  readonly windows: readonly string[];
  readonly isValid: (args: Props) => boolean;
}

/** Arguments about a life that do not contradict each other. */
export interface LifeArguments {
  /** What to decide by. */
  readonly args: Props;
  /** What to settle: a window that contradicts is not among it. */
  readonly settled: Props;
  /** Whether the end is held at what an earlier run settled, although a lifetime is declared. */
  readonly isEndFrozen: boolean;
}

/**
 * Resolves contradictions between what was put back and what the program writes: a window yields to a lifetime, a lifetime
 * to an end. Without such a way out the arguments stay as they are, for validation to refuse.
 */
export function lifeArguments(olds: Props, args: Props, { windows, isValid }: LifeNames): LifeArguments {
  const back = (name: string) => isAsBefore(name, olds, args);
  const isWindow = (name: string) => windows.includes(name);
  // What the program writes by now stays, if it can.
  const mayYield = [
    (name: string) => args[name] === undefined || back(name),
    (name: string) => args[name] === undefined || back(name) || (isWindow(name) && LIFE.concat(windows).some(back)),
  ];
  const ways = [
    [],
    ...windows.map((each) => [each]),
    windows,
    [...windows, "lifetimeDays"],
    ["endDate"],
    [...windows, "endDate"],
  ];
  const way = mayYield
    .flatMap((may) => ways.filter((names) => names.every(may)))
    .find((names) => isValid(omit(args, names)));
  if (way === undefined || way.length === 0) return { args, settled: args, isEndFrozen: false };
  const dropsLife = way.includes("lifetimeDays");
  // Put back whole, they contradict nobody's words: they stay as they are, and nothing shows as a change.
  const lost = windows.filter((name) => way.includes(name) && !(dropsLife && back(name)));
  return {
    args: omit(args, way),
    settled: omit(args, lost),
    isEndFrozen: dropsLife && args.lifetimeDays !== undefined && back("endDate"),
  };
}

function omit(props: Props, names: readonly string[]): Props {
  return Object.fromEntries(Object.entries(props).filter(([name]) => !names.includes(name)));
}
