import { countAnew } from './builders/counted.ts';

countAnew();
